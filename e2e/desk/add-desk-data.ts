import path from "node:path";
import { NODE, ROOT } from "../run-process.ts";
import { notesOverStdio } from "../servers.ts";
import type { RunningCore } from "../start-core.ts";

export const ADA = { email: "ada@example.com", password: "a long enough password" };

export interface DeskData {
  ownerToken: string;
  /** Ada's own, for Desk. */
  adaToken: string;
  /** Of Ada's agent. */
  agentToken: string;
}

/**
 * A person, Ada, with an agent of hers; notes whose tools ask for approval (level 2) and for a password too (level 3);
 * a weather server that works with each user's own key.
 */
export async function addDeskData(core: RunningCore): Promise<DeskData> {
  const ownerToken = await core.setUp();
  const { mutate } = core.api(ownerToken);
  await mutate("principals.add", { principalId: "ada", kind: "person", displayName: "Ada Lovelace", ...ADA });
  await mutate("principals.add", { principalId: "claude", kind: "agent", displayName: "Claude", ownerId: "ada" });
  await mutate("servers.add", { serverId: "notes", displayName: "Team notes", launch: notesOverStdio() });
  await mutate("servers.add", {
    serverId: "weather",
    displayName: "Weather",
    launch: { transport: "stdio", command: NODE, args: [path.join(ROOT, "e2e/desk/weather-server.ts")] },
    userFields: [
      {
        key: "apiKey",
        label: "API key",
        help: "From your account page at the weather service. It begins with wk-.",
        secret: true,
        placement: { in: "env", name: "WEATHER_KEY" },
      },
      {
        key: "unit",
        label: "Unit",
        type: "choice",
        choices: ["celsius", "fahrenheit"],
        required: false,
        placement: { in: "env", name: "WEATHER_UNIT" },
      },
    ],
    allowUnreachable: true,
  });
  for (const principalId of ["ada", "claude"])
    for (const serverId of ["notes", "weather"])
      await mutate("permissions.set", { principalId, serverId, enabled: true });
  const setLevel = (name: string, dangerLevel: number) =>
    mutate("servers.setCapability", { serverId: "notes", kind: "tool", name, dangerLevel });
  await setLevel("add_note", 2);
  await setLevel("delete_note", 3);
  const tokenOf = async (principalId: string, name: string) =>
    (await mutate<{ token: string }>("tokens.create", { principalId, name })).token;
  return { ownerToken, adaToken: await tokenOf("ada", "Desk"), agentToken: await tokenOf("claude", "laptop") };
}
