import { CoreError } from "../../errors.ts";
import { isObject } from "../json.ts";
import { type Capability, type CataloguedServer, isListed, type ServerRecord } from "./server.ts";

/** Requests a minute that one address may send to the public endpoint. */
export const DEFAULT_ANONYMOUS_RATE = 10;
/** Nobody approves for somebody unknown. */
const HIGHEST_ANONYMOUS_LEVEL = 1;

/** Why a server cannot be open to callers without a sign-in; null: it can. */
export function anonymousObstacle({
  userFields,
  settings,
}: Pick<ServerRecord, "userFields" | "settings">): string | null {
  if (userFields !== null) return "It runs with values of each user's own, and callers without a sign-in have none.";
  const { connection } = settings;
  if (connection === "per-principal" || connection === "per-session")
    return `Its setting "connection" is ${connection}, and callers without a sign-in get no connection of their own.`;
  return null;
}

/** Whether callers without a sign-in reach anything of a server (A10). */
export const isOpenToAnybody = (
  server: Pick<ServerRecord, "enabled" | "anonymousAccess" | "userFields" | "settings">,
): boolean => server.enabled && server.anonymousAccess === true && anonymousObstacle(server) === null;

/** Whether they reach this capability of a server that is open. Rules may still deny it. */
export const isForAnybody = ({ kind, anonymous, enabled, dangerLevel }: Capability): boolean =>
  kind === "tool" && anonymous === true && enabled && dangerLevel <= HIGHEST_ANONYMOUS_LEVEL;

/** Throws input.invalid when a server that would be open cannot be (A10). */
export function checkAnonymousAccess(
  server: Pick<ServerRecord, "serverId" | "userFields" | "settings"> & { anonymousAccess: boolean },
): void {
  const obstacle = server.anonymousAccess ? anonymousObstacle(server) : null;
  if (obstacle !== null)
    throw new CoreError("input.invalid", `The server "${server.serverId}" cannot be open to everybody. ${obstacle}`);
}

const saysReadOnly = ({ definition: { annotations } }: Capability): boolean =>
  isObject(annotations) && annotations.readOnlyHint === true;

/**
 * The names of the tools that an administrator means. `read-only` is their own word for now: a tool that says so later
 * is not chosen by it (A39), nor one that is off until somebody has looked at it (A37). Throws capability.not_found, and
 * input.invalid for a tool that wants an approval.
 */
export function chooseAnonymousTools(
  { server, capabilities }: CataloguedServer,
  wanted: "read-only" | readonly string[],
): string[] {
  const tools = capabilities.filter(({ kind }) => kind === "tool");
  if (wanted === "read-only")
    return tools
      .filter((tool) => isListed(tool) && tool.enabled)
      .filter((tool) => tool.dangerLevel <= HIGHEST_ANONYMOUS_LEVEL && saysReadOnly(tool))
      .map(({ name }) => name);
  return [...new Set(wanted)].map((name) => {
    const tool = tools.find((one) => one.name === name);
    if (!tool) throw new CoreError("capability.not_found", `The server "${server.serverId}" has no tool "${name}".`);
    if (tool.dangerLevel > HIGHEST_ANONYMOUS_LEVEL)
      throw new CoreError(
        "input.invalid",
        `The tool "${name}" wants an approval (danger level ${tool.dangerLevel}), and nobody approves for callers without a sign-in.`,
      );
    return name;
  });
}
