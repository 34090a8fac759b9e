import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

// A server that works with each user's own account: without a key of the right form it does not start.
const { WEATHER_KEY: key = "", WEATHER_UNIT: unit = "celsius" } = process.env;
if (!key.startsWith("wk-")) {
  console.error("The weather service does not know this key.");
  process.exit(3);
}
const { server } = new McpServer({ name: "weather", version: "1.0.0" }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({
  tools: [
    {
      name: "forecast",
      title: "Weather forecast",
      description: "Tomorrow's weather in a city.",
      inputSchema: { type: "object" as const, properties: { city: { type: "string" } }, required: ["city"] },
      annotations: { readOnlyHint: true },
    },
  ],
}));
server.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
  content: [
    {
      type: "text",
      text: `${String(params.arguments?.city)}: 21 degrees ${unit}, for the holder of ${key.slice(-4)}.`,
    },
  ],
}));
await server.connect(new StdioServerTransport());
