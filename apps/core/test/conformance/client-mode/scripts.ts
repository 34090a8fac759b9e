import { isObject, type Json } from "../fixture/wire.ts";
import { encodeHeader, type ProbeClient } from "../probe-client.ts";

/** What a client of Core does in one scenario, so that Core does it to the suite's server. */
export type Script = (client: ProbeClient, context: Json) => Promise<void>;

export const listOf = async (client: ProbeClient, method: string, field: string): Promise<Json[]> =>
  ((await client.request(method)).result?.[field] as Json[] | undefined) ?? [];
const call = (client: ProbeClient, name: unknown, args: Json = {}) =>
  client.request("tools/call", { name, arguments: args });

const callEverything: Script = async (client) => {
  for (const { name } of await listOf(client, "tools/list", "tools")) await call(client, name, { region: "eu" });
};

const useEverything: Script = async (client, context) => {
  await callEverything(client, context);
  for (const { uri } of await listOf(client, "resources/list", "resources"))
    await client.request("resources/read", { uri });
  for (const { name } of await listOf(client, "prompts/list", "prompts")) await client.request("prompts/get", { name });
};

/** The values of arguments that a tool's schema has mirrored in headers. */
const mirrored = (tool: Json | undefined, args: Json): Record<string, string> => {
  const properties = (tool?.inputSchema as { properties?: Json } | undefined)?.properties ?? {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => {
      const header = isObject(schema) ? schema["x-mcp-header"] : undefined;
      const value = args[name];
      return typeof header !== "string" || value === undefined || value === null
        ? []
        : [[`mcp-param-${header}`, encodeHeader(`${value as string | number | boolean}`)]];
    }),
  );
};

export const SCRIPTS: Readonly<Record<string, Script>> = {
  initialize: callEverything,
  tools_call: async (client) => void (await call(client, "add_numbers", { a: 5, b: 3 })),
  "elicitation-sep1034-client-defaults": callEverything,
  "sse-retry": callEverything,
  "request-metadata": callEverything,
  "sep-2322-client-request-state": callEverything,
  "http-standard-headers": useEverything,
  "http-invalid-tool-headers": async (client) => {
    for (const tool of await listOf(client, "tools/list", "tools"))
      await client
        .with(mirrored(tool, { region: "eu" }))
        .request("tools/call", { name: tool.name, arguments: { region: "eu" } });
  },
  "http-custom-headers": async (client, context) => {
    const tools = await listOf(client, "tools/list", "tools");
    for (const { name, arguments: args } of context.toolCalls as { name: string; arguments: Json }[]) {
      const tool = tools.find((one) => one.name === name);
      await client.with(mirrored(tool, args)).request("tools/call", { name, arguments: args });
    }
  },
  "json-schema-ref-no-deref": async (client) => void (await listOf(client, "tools/list", "tools")),
  "json-schema-2020-12-preservation": async (client) => {
    const tools = await listOf(client, "tools/list", "tools");
    const focal = tools.find(({ name }) => name === "json_schema_2020_12_tool");
    await call(client, "json_schema_echo", { schema: focal?.inputSchema });
  },
};
