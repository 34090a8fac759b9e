import http from "node:http";
import type { AddressInfo } from "node:net";
import { createRawServer, type Era, type Json } from "./raw-server.ts";

const LISTENS = new Set(["tools/call", "subscriptions/listen"]);

/** The raw server over Streamable HTTP. A call is answered on a stream, everything else as JSON. */
export async function serveRaw(era: Era) {
  const received: { message: Json; headers: http.IncomingHttpHeaders }[] = [];
  const raw = createRawServer(era);
  const serve = async (req: http.IncomingMessage, res: http.ServerResponse): Promise<void> => {
    if (req.method === "GET") {
      res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      raw.aside = (message) => void res.write(`data: ${JSON.stringify(message)}\n\n`);
      return;
    }
    if (req.method !== "POST") return void res.writeHead(200).end();
    let body = "";
    for await (const chunk of req) body += String(chunk);
    const message = JSON.parse(body) as Json;
    received.push({ message, headers: req.headers });
    if (message.id === undefined) {
      raw.receive(message, () => {});
      return void res.writeHead(202).end();
    }
    const isStream = LISTENS.has(String(message.method));
    const session = message.method === "initialize" ? { "mcp-session-id": "s1" } : {};
    if (isStream) res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    res.on("close", () => era === "modern" && raw.cancel(message.id));
    raw.receive(message, (answer) => {
      const isLast = answer.id === message.id;
      if (isStream) {
        res.write(`data: ${JSON.stringify(answer)}\n\n`);
        if (isLast) res.end();
      } else res.writeHead(200, { "content-type": "application/json", ...session }).end(JSON.stringify(answer));
    });
  };
  const server = http.createServer((req, res) => void serve(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    raw,
    received,
    close: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  };
}
