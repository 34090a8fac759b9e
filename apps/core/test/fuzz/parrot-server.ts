/** An MCP server over stdio that writes whatever its tool is told to, and else repeats its argument. */
import { createInterface } from "node:readline";
import { fill } from "./server-noise.ts";

type Json = Record<string, unknown>;

const send = (message: Json): void => void process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params = {} } = JSON.parse(line) as { id?: number; method?: string; params?: Json };
  if (id === undefined || method === undefined) return;
  if (method === "initialize")
    return send({
      id,
      result: {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "parrot", version: "1" },
      },
    });
  if (method !== "tools/call") return send({ id, error: { code: -32601, message: "no such method" } });
  const { say, canary } = params.arguments as { say?: string; canary: string };
  if (say === undefined) return send({ id, result: { content: [{ type: "text", text: canary }] } });
  process.stdout.write(fill(Buffer.from(say, "base64"), { id, canary }));
  process.stdout.write("\n");
});
