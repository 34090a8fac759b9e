import { randomBytes } from "node:crypto";
import path from "node:path";
import { CoreError } from "../errors.ts";
import type { Caller, Principal } from "../modules/principals/principal.ts";
import type { TrpcDeps } from "../surfaces/trpc/deps.ts";

export interface DemoAccess {
  /** Null when the installation had an Owner already: their password stays theirs. */
  owner: { email: string; password: string } | null;
  agentToken: string;
}

const OWNER_EMAIL = "owner@demo.example";
const AGENT = "demo-agent";
const SERVER = "notes";

const actAs = (principal: Principal): Caller => ({
  principal,
  credential: { kind: "token", tokenId: "demo", tokenHash: "demo" },
  channel: "system",
  ipAddress: null,
});

/**
 * Makes what a first governed call needs, and only what is missing: an Owner, the bundled notes server (a real stdio
 * process, works offline), an agent that may use it but not delete, and a token for the agent that lives for a day.
 * @param setupToken the one-time token while nothing is set up; null afterwards
 * @param sourceDirectory where `demo/notes-server.ts` lies
 */
export async function setUpDemo(
  modules: Pick<TrpcDeps, "installation" | "principals" | "servers" | "permissions"> & {
    findOwner: () => Promise<Principal | null>;
  },
  setupToken: string | null,
  sourceDirectory: string,
): Promise<DemoAccess> {
  let owner: DemoAccess["owner"] = null;
  let principal: Principal | null = null;
  if (setupToken !== null) {
    owner = { email: OWNER_EMAIL, password: randomBytes(12).toString("base64url") };
    const created = await modules.installation.setUp(
      { setupToken, name: "Demo Owner", ...owner, wantsToken: false },
      { ipAddress: null },
    );
    principal = created.owner;
  } else {
    principal = await modules.findOwner();
  }
  if (principal === null)
    throw new CoreError("principal.not_found", "The demo needs an active owner, and this installation has none.");
  const actor = actAs(principal);
  const { servers, principals, permissions } = modules;

  if (!(await servers.list(actor)).some((server) => server.serverId === SERVER)) {
    const notes = path.join(sourceDirectory, "demo", "notes-server.ts");
    await servers.add(actor, {
      serverId: SERVER,
      displayName: "Notes (demo)",
      publicAccess: false,
      allowUnreachable: false,
      launch: { transport: "stdio", command: process.execPath, args: [notes], env: {} },
    });
    await permissions.setPermission(actor, { principalId: principal.handle, serverId: SERVER, enabled: true });
  }
  if (!(await principals.list(actor)).some((row) => row.principalId === AGENT)) {
    await principals.add(actor, { principalId: AGENT, kind: "agent", role: "user", displayName: "Demo agent" });
    await permissions.setPermission(actor, { principalId: AGENT, serverId: SERVER, enabled: true });
    await permissions.setPermission(actor, {
      principalId: AGENT,
      serverId: SERVER,
      capability: { kind: "tool", name: "delete_note" },
      enabled: false,
    });
  }
  // Those of earlier demos: nobody has written them down.
  for (const old of await principals.listTokens(actor, AGENT)) {
    if (old.name === "Demo" && old.revokedAt === null) await principals.revokeToken(actor, old.tokenId);
  }
  const { token } = await principals.createToken(actor, { principalId: AGENT, name: "Demo", expiresInSeconds: 86_400 });
  return { owner, agentToken: token };
}
