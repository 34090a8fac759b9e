import http from "node:http";
import type { AddressInfo } from "node:net";
import { createRawServer, type Json } from "./raw-server.ts";

/** The raw server over HTTP with SSE (2024-11-05): whatever it says comes on the stream of its one client. */
export async function serveRawSse() {
  const raw = createRawServer("legacy");
  const serve = async (req: http.IncomingMessage, res: http.ServerResponse): Promise<void> => {
    if (req.method === "GET") {
      res.writeHead(200, { "content-type": "text/event-stream" }).write("event: endpoint\ndata: /messages\n\n");
      raw.aside = (message) => void res.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
      return;
    }
    if (req.url !== "/messages") return void res.writeHead(405).end();
    let body = "";
    for await (const chunk of req) body += String(chunk);
    res.writeHead(202).end();
    raw.receive(JSON.parse(body) as Json, raw.aside);
  };
  const server = http.createServer((req, res) => void serve(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`,
    close: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  };
}
