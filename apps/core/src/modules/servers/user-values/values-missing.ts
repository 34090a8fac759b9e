import { CoreError } from "../../../errors.ts";

/** Where people enter values, beside Desk and the command line. Null while Core does not know its own address. */
export type ConsoleUrl = () => string | null;

const places = (serverId: string, consoleUrl: ConsoleUrl, forWhom = ""): string => {
  const url = consoleUrl();
  const command = `\`peta server configure ${serverId}${forWhom}\``;
  return url === null ? `in Desk or with ${command}` : `in Desk, with ${command} or in the Console (${url})`;
};

/** There are no values that this call may run with. INVARIANT: then it runs with nobody else's (A10, A27). */
export const valuesMissing = (serverId: string, isAgent: boolean, consoleUrl: ConsoleUrl): CoreError =>
  new CoreError(
    "server.values_missing",
    isAgent
      ? `The server "${serverId}" needs a person: it runs with values of its user, and this agent has none. Its owner can share their own with their agents or enter some for the agent, ${places(serverId, consoleUrl, " --for AGENT")}.`
      : `The server "${serverId}" needs values of your own. Enter them ${places(serverId, consoleUrl)}, then repeat the call.`,
  );

/** Values were entered for another program or another host than the server has now. */
export const valuesOutdated = (serverId: string, consoleUrl: ConsoleUrl): CoreError =>
  new CoreError(
    "server.values_missing",
    `The server "${serverId}" was moved since its values were entered. Look at where it is now, and enter them again ${places(serverId, consoleUrl)}.`,
  );
