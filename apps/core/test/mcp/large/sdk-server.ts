/** A server of the official SDK over stdio with one large resource: it writes the id of an answer last. */
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const server = new McpServer({ name: "sdk-large", version: "1.0.0" });
const blob = Buffer.alloc(1_500_000, "large ").toString("base64");
server.registerResource("large", "file:///large.bin", { mimeType: "application/octet-stream" }, ({ href }) => ({
  contents: [{ uri: href, mimeType: "application/octet-stream", blob }],
}));
await server.connect(new StdioServerTransport());
