import http, { type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface ShimOptions {
  /** Where requests go, with its query. */
  target: URL;
  /** The suite cannot send a token; this is added to every request. */
  token: string;
  /** The server whose names Core prefixes and the suite does not know; null: names are plain. */
  prefixOf: string | null;
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const NAMED = new Set(["tools/call", "prompts/get"]);
const ADDRESSED = new Set(["resources/read", "resources/subscribe", "resources/unsubscribe"]);

/** Puts the names of a request under the server's prefix, as a client of Core sends them. */
function prefixed(body: string, headers: IncomingHttpHeaders, serverId: string): string {
  const wire = (name: unknown): string => `${serverId}__${String(name)}`;
  const canonical = (uri: unknown): string => `${serverId}::${String(uri)}`;
  const message = JSON.parse(body) as { method?: string; params?: Json };
  const { method = "", params } = message;
  const mirrored = headers["mcp-name"];
  // A task's id is Core's own, and nobody else puts a prefix before it.
  if (typeof mirrored === "string" && !method.startsWith("tasks/"))
    headers["mcp-name"] = (method === "resources/read" ? canonical : wire)(mirrored.trim());
  if (!params) return body;
  if (NAMED.has(method)) params.name = wire(params.name);
  if (ADDRESSED.has(method)) params.uri = canonical(params.uri);
  if (isObject(params.ref)) {
    if (params.ref.name !== undefined) params.ref.name = wire(params.ref.name);
    if (params.ref.uri !== undefined) params.ref.uri = canonical(params.ref.uri);
  }
  return JSON.stringify(message);
}

async function readAll(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Takes the prefix off whatever comes back, line by line, so that streams stay streams. */
function unprefix(response: http.IncomingMessage, to: http.ServerResponse, serverId: string): void {
  let rest = "";
  const bare = (text: string): string => text.replaceAll(`${serverId}__`, "").replaceAll(`${serverId}::`, "");
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    rest += chunk;
    const end = rest.lastIndexOf("\n") + 1;
    if (end > 0) to.write(bare(rest.slice(0, end)));
    rest = rest.slice(end);
  });
  response.on("end", () => to.end(bare(rest)));
}

/** Stands between the suite and Core on this machine and changes nothing but what the options say. */
export async function startShim({ target, token, prefixOf }: ShimOptions) {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const headers: IncomingHttpHeaders = { ...request.headers, authorization: `Bearer ${token}` };
      let body = await readAll(request);
      if (prefixOf !== null && body !== "") body = prefixed(body, headers, prefixOf);
      if (body !== "") headers["content-length"] = String(Buffer.byteLength(body));
      delete headers["transfer-encoding"];
      const { method } = request;
      const upstream = http.request(target, { method, headers, agent }, (answer) => {
        const own = { ...answer.headers };
        if (prefixOf !== null) delete own["content-length"];
        response.writeHead(answer.statusCode ?? 502, own);
        response.flushHeaders();
        if (prefixOf === null) answer.pipe(response);
        else unprefix(answer, response, prefixOf);
        answer.on("error", () => response.destroy());
      });
      upstream.on("error", () => response.destroy());
      response.on("close", () => upstream.destroy());
      upstream.end(body === "" ? undefined : body);
    };
    forward().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise<void>((resolve) => {
        agent.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
