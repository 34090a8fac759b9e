/**
 * An MCP server with resources whose text is as long as their URI says (`bench://<bytes>`), written piece by piece.
 * Argument: a port, and it prints `ready` when it listens; or `stdio`.
 */
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

const PIECE = "x".repeat(64 * 1024);
const resources = [1, 100].map((megabytes) => ({ uri: `bench://${megabytes * 1_000_000}`, name: `${megabytes} MB` }));

interface Message {
  id?: unknown;
  method: string;
  params?: { uri?: string };
}

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

/** The answer in pieces. */
function* answer({ id, method, params }: Message): Generator<string> {
  if (method !== "resources/read") {
    const result = results[method];
    yield JSON.stringify({ jsonrpc: "2.0", id, ...(result ? { result } : { error: { code: -32601, message: "no" } }) });
    return;
  }
  const uri = params?.uri ?? "";
  yield `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"contents":[{"uri":${JSON.stringify(uri)},"text":"`;
  for (let left = Number(uri.slice("bench://".length)); left > 0; left -= PIECE.length)
    yield left < PIECE.length ? PIECE.slice(0, left) : PIECE;
  yield `"}]}}`;
}

function serveHttp(port: number): void {
  const server = createServer((request, response) => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const message = JSON.parse(Buffer.concat(chunks).toString()) as Message;
      if (message.id === undefined) return void response.writeHead(202).end();
      response.writeHead(200, { "content-type": "application/json" });
      Readable.from(answer(message)).pipe(response);
    });
  });
  server.listen(port, "127.0.0.1", () => console.log(`ready ${JSON.stringify(server.address())}`));
}

function serveStdio(): void {
  let last = Promise.resolve();
  const write = (message: Message): Promise<void> =>
    new Promise((resolve) => {
      const pieces = Readable.from(
        (function* () {
          yield* answer(message);
          yield "\n";
        })(),
      );
      pieces.on("end", resolve).pipe(process.stdout, { end: false });
    });
  createInterface({ input: process.stdin }).on("line", (line) => {
    const message = JSON.parse(line) as Message;
    if (message.id !== undefined) last = last.then(() => write(message));
  });
}

if (process.argv[2] === "stdio") serveStdio();
else serveHttp(Number(process.argv[2] ?? "0"));
