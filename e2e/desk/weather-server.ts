import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

// A server that works with each user's own account: without a key of the right form it does not start.
const { WEATHER_KEY: key = "", WEATHER_UNIT: unit = "celsius" } = process.env;
if (!key.startsWith("wk-")) {
  console.error("The weather service does not know this key.");
  process.exit(3);
}
const server = new McpServer({ name: "weather", version: "1.0.0" });
server.registerTool(
  "forecast",
  {
    title: "Weather forecast",
    description: "Tomorrow's weather in a city.",
    inputSchema: { city: z.string() },
    annotations: { readOnlyHint: true },
  },
  ({ city }) => ({
    content: [{ type: "text", text: `${city}: 21 degrees ${unit}, for the holder of ${key.slice(-4)}.` }],
  }),
);
await server.connect(new StdioServerTransport());
