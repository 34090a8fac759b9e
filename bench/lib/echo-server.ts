/**
 * The barest MCP server that speaks Streamable HTTP in both eras: what a call costs when nobody stands in between.
 * Arguments: port, number of tools. Prints `ready` when it listens.
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

const [port = "0", toolCount = "1"] = process.argv.slice(2);
const schema = {
  type: "object",
  properties: { message: { type: "string", description: "What comes back." }, count: { type: "number" } },
};
const tools = Array.from({ length: Number(toolCount) }, (_, i) => ({
  name: i === 0 ? "echo" : `echo_${i}`,
  description: "Answers with the message it was given.",
  inputSchema: schema,
}));
const about = { serverInfo: { name: "bench-echo", version: "1.0.0" }, capabilities: { tools: {} } };

type Params = { protocolVersion?: string; arguments?: { message?: string } };
const answers: Record<string, (params: Params) => object> = {
  initialize: ({ protocolVersion = "2025-11-25" }) => ({ protocolVersion, ...about }),
  "server/discover": () => ({
    supportedVersions: ["2026-07-28"],
    ...about,
    resultType: "complete",
    ttlMs: 0,
    cacheScope: "private",
  }),
  ping: () => ({}),
  "tools/list": () => ({ tools, resultType: "complete", ttlMs: 0, cacheScope: "private" }),
  "tools/call": (params) => ({
    content: [{ type: "text", text: params.arguments?.message ?? "" }],
    resultType: "complete",
  }),
};

const server = createServer((request, response) => {
  if (request.method !== "POST") return void response.writeHead(request.method === "DELETE" ? 200 : 405).end();
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const {
      id,
      method,
      params = {},
    } = JSON.parse(Buffer.concat(chunks).toString()) as { id?: unknown; method: string; params?: Params };
    if (id === undefined) return void response.writeHead(202).end();
    const answer = answers[method];
    const outcome = answer ? { result: answer(params) } : { error: { code: -32601, message: "Method not found" } };
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id, ...outcome }));
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": body.length,
      ...(method === "initialize" && { "mcp-session-id": randomUUID() }),
    });
    response.end(body);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(Number(port), "127.0.0.1", () => console.log(`ready ${JSON.stringify(server.address())}`));
