import path from "node:path";
import { type Api, createApi, createTestCore, type TestCore } from "../create-test-core.ts";
import { legacyHeaders, openSession, openStream, callLegacy } from "../mcp/raw-client.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");

export interface World {
  running: TestCore;
  owner: Api;
  mcp: URL;
  /** A token of a principal: what one client application has. */
  tokenOf: (principalId: string, name?: string) => Promise<{ token: string; tokenId: string; api: Api }>;
}

/** Core with a server `notes` that everybody may use; the people uma and ugo, and uma's agent bot. */
export async function createWorld(): Promise<World> {
  const running = await createTestCore();
  const { api: owner } = await running.setUp();
  await owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
    publicAccess: true,
  });
  for (const principalId of ["uma", "ugo"])
    await owner.principals.add.mutate({ principalId, kind: "person", role: "user" });
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent", ownerId: "uma" });
  return {
    running,
    owner,
    mcp: new URL(`${running.url}/mcp`),
    async tokenOf(principalId, name) {
      const { token, tokenId } = await owner.tokens.create.mutate({ principalId, ...(name !== undefined && { name }) });
      return { token, tokenId, api: createApi(running.url, token) };
    },
  };
}

/** One client of the era with sessions: its session, its stream of notifications, its list of tools. */
export async function connect(mcp: URL, token: string) {
  const session = await openSession(mcp, token);
  const stream = await openStream(mcp, { headers: legacyHeaders(token, session) });
  const list = async (method: string, field: string, key: string): Promise<string[]> => {
    const { body } = await callLegacy(mcp, token, session, method);
    return ((body.result?.[field] ?? []) as Record<string, string>[]).map((one) => String(one[key])).sort();
  };
  return {
    session,
    stream,
    tools: () => list("tools/list", "tools", "name"),
    resources: () => list("resources/list", "resources", "uri"),
    templates: () => list("resources/templates/list", "resourceTemplates", "uriTemplate"),
    prompts: () => list("prompts/list", "prompts", "name"),
    call: (name: string, args: object = {}) => callLegacy(mcp, token, session, "tools/call", { name, arguments: args }),
    send: (method: string, params?: Record<string, unknown>) => callLegacy(mcp, token, session, method, params),
  };
}
