import { PNG, WAV } from "../fixture/content.ts";
import { isObject, type Json } from "../fixture/wire.ts";
import { legacyTaskNotices, legacyTasks, modernTaskNotices, modernTasks } from "./task-probes.ts";
import { type Bench, type Probe, resultOf, textOf, want, wantEqual } from "./probe.ts";

const PATIENCE_MS = 3_000;

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await new Promise((resume) => setTimeout(resume, 30)))
    want(Date.now() < end, what);
}

const listNames = async ({ ask }: Bench, kind: "tools" | "prompts"): Promise<string[]> =>
  ((await ask(`${kind}/list`))[kind] as { name: string }[]).map(({ name }) => name);

const toolOf = async ({ ask }: Bench, name: string): Promise<Json | undefined> =>
  ((await ask("tools/list")).tools as Json[]).find((tool) => tool.name === name);

const changes =
  (kind: "tools" | "prompts", trigger: string): Probe =>
  async (bench) => {
    const before = await listNames(bench, kind);
    const since = bench.now();
    await bench.call(trigger);
    await bench.heard(`notifications/${kind}/list_changed`, since);
    const after = await listNames(bench, kind);
    want(after.length !== before.length, "the list is the same as before");
  };

/** What a client uses MCP for: each is tried with clients and servers of either era, over each transport. */
export const FEATURES: Readonly<Record<string, Probe>> = {
  "tools: list and call, with every kind of content": async ({ ask, call }) => {
    want(((await ask("tools/list")).tools as Json[]).length > 30, "tools are missing");
    wantEqual((await call("test_simple_text")).content, [
      { type: "text", text: "This is a simple text response for testing." },
    ]);
    wantEqual((await call("test_image_content")).content, [{ type: "image", data: PNG, mimeType: "image/png" }]);
    wantEqual((await call("test_audio_content")).content, [{ type: "audio", data: WAV, mimeType: "audio/wav" }]);
    const [embedded] = (await call("test_embedded_resource")).content as { type: string; resource: Json }[];
    wantEqual([embedded?.type, embedded?.resource.uri], ["resource", "test://embedded-resource"]);
  },
  "tools: failures as results": async ({ call }) => {
    const result = await call("test_error_handling");
    wantEqual(result.isError, true);
  },
  "tools: structured content": async (bench) => {
    want(isObject((await toolOf(bench, "test_structured_content"))?.outputSchema), "the output schema is missing");
    wantEqual((await bench.call("test_structured_content")).structuredContent, { sum: 3 });
  },
  "resources: list and read, text and binary": async ({ ask }) => {
    want(((await ask("resources/list")).resources as Json[]).length >= 3, "resources are missing");
    const [binary] = (await ask("resources/read", { uri: "test://static-binary" })).contents as Json[];
    wantEqual(binary, { uri: "test://static-binary", mimeType: "image/png", blob: PNG });
  },
  "resource templates": async ({ ask }) => {
    const [template] = (await ask("resources/templates/list")).resourceTemplates as Json[];
    wantEqual(template?.uriTemplate, "test://template/{id}/data");
    const [content] = (await ask("resources/read", { uri: "test://template/7/data" })).contents as Json[];
    want(String(content?.text).includes('"id":"7"'), "the URI did not arrive");
  },
  "resources: updates of those subscribed to": async (bench) => {
    const uri = "test://watched-resource";
    if (bench.client.era === "legacy") await bench.ask("resources/subscribe", { uri });
    const since = bench.now();
    await bench.call("test_update_watched_resource");
    wantEqual((await bench.heard("notifications/resources/updated", since)).uri, uri);
  },
  prompts: async ({ ask }) => {
    const params = { name: "test_prompt_with_arguments", arguments: { arg1: "a", arg2: "b" } };
    const [message] = (await ask("prompts/get", params)).messages as { content: Json }[];
    wantEqual(message?.content.text, "Prompt with arguments: arg1='a', arg2='b'");
  },
  "lists of several pages": async ({ ask }) => {
    const { prompts } = await ask("prompts/list");
    want((prompts as Json[]).length >= 5, "prompts of the second page are missing");
  },
  completion: async ({ ask }) => {
    const ref = { type: "ref/prompt", name: "test_prompt_with_arguments" };
    const { completion } = await ask("completion/complete", { ref, argument: { name: "arg1", value: "pa" } });
    wantEqual((completion as Json).values, ["paris", "park", "party"]);
  },
  progress: async ({ client }) => {
    const heard = await client.request("tools/call", {
      name: "test_tool_with_progress",
      arguments: {},
      _meta: { progressToken: "p" },
    });
    resultOf(heard);
    wantEqual(
      heard.notifications.map(({ params }) => [params.progressToken, params.progress]),
      [
        ["p", 0],
        ["p", 50],
        ["p", 100],
      ],
    );
  },
  cancellation: async ({ client, call }) => {
    const before = Number(textOf(await call("test_count_cancelled")));
    await client.cancelSoon("tools/call", { name: "test_wait", arguments: {} });
    await until(
      async () => Number(textOf(await call("test_count_cancelled"))) === before + 1,
      "the server did not hear of it",
    );
  },
  "messages of a call, from a level on": async ({ client, ask }) => {
    const logged = async (level: string): Promise<unknown[]> => {
      if (client.era === "legacy") await ask("logging/setLevel", { level });
      const heard = await client.request("tools/call", {
        name: "test_tool_with_logging",
        arguments: {},
        ...(client.era === "modern" && { _meta: { "io.modelcontextprotocol/logLevel": level } }),
      });
      resultOf(heard);
      return heard.notifications.filter(({ method }) => method === "notifications/message");
    };
    wantEqual((await logged("info")).length, 3);
    wantEqual(await logged("error"), []);
  },
  "list changes: tools": changes("tools", "test_trigger_tool_change"),
  "list changes: prompts": changes("prompts", "test_trigger_prompt_change"),
  sampling: async ({ call, asked }) => {
    const result = await call("test_sampling", { prompt: "Hello?" });
    want(textOf(result).includes("Paris"), `the answer did not arrive: ${textOf(result)}`);
    wantEqual(asked.at(-1)?.method, "sampling/createMessage");
  },
  "elicitation: forms": async ({ call }) => {
    const text = textOf(await call("test_elicitation_sep1034_defaults"));
    want(text.includes('"score":95.5') && text.includes("action=accept"), text);
  },
  "elicitation: URLs": async ({ call, asked }) => {
    wantEqual(textOf(await call("test_elicitation_url")), "The page: accept");
    wantEqual(asked.at(-1)?.params.url, "https://example.test/sign-in");
  },
  roots: async ({ call }) => {
    wantEqual(textOf(await call("test_input_required_result_list_roots")).includes("file:///srv/project"), true);
  },
  "questions one after the other": async ({ call }) => {
    wantEqual(textOf(await call("test_input_required_result_multi_round")), "Alice likes Alice.");
  },
  "several questions at once": async ({ call }) => {
    const text = textOf(await call("test_input_required_result_multiple_inputs"));
    want(
      ["Alice", "Paris", "file:///srv/project"].every((part) => text.includes(part)),
      text,
    );
  },
  "a prompt that asks": async ({ ask }) => {
    const { messages } = await ask("prompts/get", { name: "test_input_required_result_prompt" });
    const [message] = messages as { content: Json }[];
    wantEqual(message?.content.text, "Context: Alice");
  },
  "arguments in headers (x-mcp-header)": async ({ client }) => {
    const args = { region: "eu", count: 3 };
    const other = client.with({ "mcp-param-region": "eu", "mcp-param-count": "3" });
    const heard = await other.request("tools/call", { name: "test_x_mcp_header", arguments: args });
    wantEqual(JSON.parse(textOf(resultOf(heard))), args);
  },
  "unknown fields and kinds of content, unchanged": async (bench) => {
    wantEqual((await toolOf(bench, "test_unknown_content"))?.["x-vendor"], { kept: [1, null, "two"] });
    const result = await bench.call("test_unknown_content");
    wantEqual(result.content, [{ type: "x-vendor/hologram", depth: 3, nested: { a: [] } }]);
    wantEqual(result["x-vendor"], { kept: true });
    wantEqual((result._meta as Json)["vendor.example/note"], { kept: 1 });
  },
  "`_meta` and trace context, unchanged": async ({ call }) => {
    const meta = {
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      tracestate: "vendor=1",
      baggage: "a=b",
      "vendor.example/x": { y: [1] },
    };
    const arrived = JSON.parse(textOf(await call("test_echo_meta", {}, meta))) as Json;
    for (const [key, value] of Object.entries(meta)) wantEqual(arrived[key], value);
  },
  "JSON Schema 2020-12, unchanged": async (bench) => {
    const schema = (await toolOf(bench, "json_schema_2020_12_tool"))?.inputSchema as Json;
    wantEqual(
      ["$schema", "$defs", "allOf", "if", "then", "else"].filter((key) => schema[key] === undefined),
      [],
    );
  },
  "MCP Apps: pages of tools": async (bench) => {
    const meta = (await toolOf(bench, "test_app"))?._meta as Json | undefined;
    wantEqual(meta?.ui, { resourceUri: "ui://fixture/app" });
    const [page] = (await bench.ask("resources/read", { uri: "ui://fixture/app" })).contents as Json[];
    wantEqual(page?.mimeType, "text/html;profile=mcp-app");
  },
  "MCP Apps: tools for pages only are shown to no model": async (bench) => {
    want((await toolOf(bench, "test_app_only")) === undefined, "it is listed");
    const { error } = await bench.client.request("tools/call", { name: "test_app_only", arguments: {} });
    wantEqual(error?.code, -32602);
  },
  "methods of extensions, where a server's settings let them through": async ({ ask, client }) => {
    const said = { deep: [1, { k: null }], _meta: { "vendor.example/x": 1 } };
    const arrived = (await ask("vendor.example/echo", said)).said as Json;
    wantEqual(arrived.deep, said.deep);
    wantEqual((arrived._meta as Json)["vendor.example/x"], 1);
    wantEqual((await client.request("other.example/echo")).error?.code, -32601);
  },
  tasks: (bench) => (bench.client.era === "legacy" ? legacyTasks(bench) : modernTasks(bench)),
  "tasks: told of without being asked": (bench) =>
    bench.client.era === "legacy" ? legacyTaskNotices(bench) : modernTaskNotices(bench),
  ping: async ({ ask }) => wantEqual(await ask("ping"), {}),
};
