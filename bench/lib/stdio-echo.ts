/** The echo server over stdio, without a library: what a call to a child process costs when nobody stands in between. */
import { createInterface } from "node:readline";

const tools = [{ name: "echo", inputSchema: { type: "object", properties: { message: { type: "string" } } } }];
type Request = { id?: number; method?: string; params?: { arguments?: { message?: string } } };

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line) as Request;
  if (id === undefined) return;
  const answers: Record<string, () => object> = {
    initialize: () => ({
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "stdio-echo", version: "1.0.0" },
    }),
    ping: () => ({}),
    "tools/list": () => ({ tools }),
    "tools/call": () => ({ content: [{ type: "text", text: params?.arguments?.message ?? "" }] }),
  };
  const answer = answers[method ?? ""];
  const outcome = answer ? { result: answer() } : { error: { code: -32601, message: "Method not found" } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...outcome })}\n`);
});
