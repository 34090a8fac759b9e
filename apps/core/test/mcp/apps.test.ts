import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createHarness, type Harness, type ServerInput } from "./create-harness.ts";
import { callLegacy, callModern, LEGACY, legacyHeaders, modernMeta, rpc, send } from "./raw-client.ts";

type Json = Record<string, unknown>;

const PAGE = "ui://board/page.html";
const SHOWN_PAGE = "ui://board.peta/board/page.html";
const SHOWS_PAGES = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } };

const tool = (name: string, _meta: Json) => ({
  kind: "tool" as const,
  name,
  definition: { name, description: `The tool ${name} of the board.`, inputSchema: { type: "object" }, _meta },
});
const board: ServerInput = {
  serverId: "board",
  capabilities: [
    tool("show", { ui: { resourceUri: PAGE, visibility: ["model", "app"] }, "openai/outputTemplate": PAGE }),
    tool("refresh", { ui: { visibility: ["app"] } }),
    tool("older", { "ui/resourceUri": PAGE, "ui/visibility": ["app"] }),
    { kind: "resource", name: PAGE },
    { kind: "template", name: "ui://board/{page}" },
  ],
};
const other: ServerInput = { serverId: "other", capabilities: [{ kind: "tool", name: "add" }] };

let harness: Harness;
let token: string;
beforeAll(async () => {
  harness = await createHarness({ world: { servers: [board, other] } });
});
beforeEach(() => {
  token = harness.issue("claude");
  harness.change((world) => (world.discovery = []));
});
afterAll(() => harness.close());

type Ask = (method: string, params?: Json) => Promise<Json>;
const asModern =
  (capabilities: Json): Ask =>
  async (method, params = {}) => {
    const _meta = modernMeta({ "io.modelcontextprotocol/clientCapabilities": capabilities });
    const { body } = await callModern(harness.url, token, method, { ...params, _meta });
    return (body.result ?? body.error) as Json;
  };
const asLegacy = async (capabilities: Json): Promise<Ask> => {
  const initialize = rpc("initialize", {
    protocolVersion: LEGACY,
    capabilities,
    clientInfo: { name: "raw", version: "1" },
  });
  const opened = await send(harness.url, { headers: legacyHeaders(token), body: initialize });
  const session = String(opened.headers["mcp-session-id"]);
  return async (method, params) => {
    const { body } = await callLegacy(harness.url, token, session, method, params);
    return (body.result ?? body.error) as Json;
  };
};
const toolsOf = async (ask: Ask): Promise<string[]> =>
  ((await ask("tools/list")).tools as Json[]).map(({ name }) => String(name));
const strict = (): void =>
  harness.change((world) => {
    world.discovery = [{ principalId: null, clientKey: null, profile: "strict", pinned: [], directTools: 15 }];
  });

it("tools for pages only do not exist for clients that show no pages, in both eras and spellings", async () => {
  for (const ask of [asModern({}), await asLegacy({})]) {
    expect(await toolsOf(ask)).toEqual(["board__show", "other__add"]);
    for (const name of ["board__refresh", "board::older"])
      expect(await ask("tools/call", { name })).toMatchObject({ code: -32602, message: `Unknown tool: ${name}` });
  }
});

it("a client that shows pages is listed them and may call them, under the policy of every tool", async () => {
  for (const ask of [asModern(SHOWS_PAGES), await asLegacy(SHOWS_PAGES)]) {
    expect(await toolsOf(ask)).toEqual(["board__show", "board__refresh", "board__older", "other__add"]);
    expect(await ask("tools/call", { name: "board__refresh" })).toMatchObject({ content: [{ text: "{}" }] });
  }
  harness.change((world) => world.grants.push({ handle: "claude", target: "board::refresh", enabled: false }));
  expect(await asModern(SHOWS_PAGES)("tools/call", { name: "board__refresh" })).toMatchObject({ code: -32602 });
  harness.change((world) => void world.grants.pop());
});

it("a search of the model finds, describes and executes none of them, and a short list still has them for the host", async () => {
  strict();
  const ask = asModern(SHOWS_PAGES);
  expect((await toolsOf(ask)).slice(3)).toEqual(["board__refresh", "board__older"]);
  const own = async (which: string, args: Json) =>
    ask("tools/call", { name: `peta__catalog_${which}`, arguments: args });
  const found = (await own("search", { query: "board" })).structuredContent as Json;
  expect((found.matches as Json[]).map(({ name }) => name)).toEqual(["board__show"]);
  expect((await own("describe", { names: ["board__refresh"] })).structuredContent).toMatchObject({
    unknown: ["board__refresh"],
  });
  expect(await own("execute", { name: "board__refresh", schemaHash: "any" })).toMatchObject({
    isError: true,
    content: [{ text: "Unknown tool: board__refresh" }],
  });
});

it("pages keep the scheme ui, by which hosts know them, in lists, links, results and when they are read", async () => {
  const ask = asModern(SHOWS_PAGES);
  const [show, , older] = (await ask("tools/list")).tools as { _meta: Json }[];
  expect(show?._meta).toMatchObject({ ui: { resourceUri: SHOWN_PAGE }, "openai/outputTemplate": SHOWN_PAGE });
  expect(older?._meta).toMatchObject({ "ui/resourceUri": SHOWN_PAGE });
  expect((await ask("resources/list")).resources).toMatchObject([{ uri: SHOWN_PAGE }]);
  expect((await ask("resources/templates/list")).resourceTemplates).toMatchObject([
    { uriTemplate: "ui://board.peta/board/{page}" },
  ]);
  for (const uri of [SHOWN_PAGE, `board::${PAGE}`]) {
    expect(await ask("resources/read", { uri })).toMatchObject({ contents: [{ uri: SHOWN_PAGE }] });
    expect(harness.sent.at(-1)?.params.uri).toBe(PAGE);
  }
  harness.state.answer = () => ({ kind: "result", result: { content: [], _meta: { ui: { resourceUri: PAGE } } } });
  expect(await ask("tools/call", { name: "board__show" })).toMatchObject({
    _meta: { ui: { resourceUri: SHOWN_PAGE } },
  });
  expect(await ask("resources/read", { uri: "ui://nobody.peta/board/page.html" })).toMatchObject({ code: -32602 });
});
