/** A stdio server that says of itself what stands in a file. Started by `changingOverStdio`. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

interface Request {
  id?: number;
  method: string;
  params?: { protocolVersion?: string };
}

const [, , file = ""] = process.argv;
createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line) as Request;
  if (id === undefined) return;
  const says = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  const lists: Record<string, object> = {
    initialize: {
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {}, prompts: {} },
      serverInfo: { name: "changing", version: "1" },
      instructions: says.instructions,
    },
    "tools/list": { tools: [{ name: "find", description: says.tool, inputSchema: { type: "object" } }] },
    "prompts/list": { prompts: [{ name: "ask", description: says.prompt }] },
  };
  const answer = lists[method] ? { result: lists[method] } : { error: { code: -32601, message: "There is none." } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...answer })}\n`);
});
