/**
 * An MCP server with one resource, whose text is as long as its URI says (`bench://<bytes>`), written piece by piece.
 * Argument: port. Prints `ready` when it listens.
 */
import { createServer } from "node:http";
import { Readable } from "node:stream";

const PIECE = "x".repeat(64 * 1024);
const resources = [1, 100].map((megabytes) => ({ uri: `bench://${megabytes * 1_000_000}`, name: `${megabytes} MB` }));

function* body(id: unknown, uri: string): Generator<string> {
  const bytes = Number(uri.slice("bench://".length));
  yield `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"contents":[{"uri":${JSON.stringify(uri)},"text":"`;
  for (let left = bytes; left > 0; left -= PIECE.length) yield left < PIECE.length ? PIECE.slice(0, left) : PIECE;
  yield `"}]}}`;
}

const server = createServer((request, response) => {
  if (request.method !== "POST") return void response.writeHead(405).end();
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString()) as {
      id?: unknown;
      method: string;
      params?: { uri?: string };
    };
    if (id === undefined) return void response.writeHead(202).end();
    response.writeHead(200, { "content-type": "application/json" });
    if (method === "resources/read") return void Readable.from(body(id, params?.uri ?? "")).pipe(response);
    const results: Record<string, object> = {
      initialize: {
        protocolVersion: "2025-11-25",
        capabilities: { resources: {} },
        serverInfo: { name: "bench-large", version: "1.0.0" },
      },
      "resources/list": { resources },
      "resources/templates/list": { resourceTemplates: [] },
      ping: {},
    };
    const result = results[method];
    response.end(
      JSON.stringify({ jsonrpc: "2.0", id, ...(result ? { result } : { error: { code: -32601, message: "no" } }) }),
    );
  });
});
server.listen(Number(process.argv[2] ?? "0"), "127.0.0.1", () =>
  console.log(`ready ${JSON.stringify(server.address())}`),
);
