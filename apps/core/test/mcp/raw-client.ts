import http from "node:http";

type Json = Record<string, unknown>;

export interface RawAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
  /** The JSON body, or the last event of a stream. */
  body: Json & { id?: unknown; result?: Json; error?: { code: number; message: string; data?: Json } };
  events: Json[];
}

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

const readEvents = (text: string): Json[] =>
  text
    .split("\n\n")
    .map((block) => block.split("\n").find((line) => line.startsWith("data: ")))
    // The first event of a stream that can be resumed has an id and no data.
    .filter((line): line is string => line !== undefined && line !== "data: ")
    .map((line) => JSON.parse(line.slice(6)) as Json);

/** One HTTP request, exactly as given: for what no official client would send. */
export function send(url: URL, { method = "POST", path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method, headers, agent: false, ...(path !== undefined && { path }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const isStream = response.headers["content-type"]?.startsWith("text/event-stream") === true;
          const events = isStream ? readEvents(text) : [];
          const message = isStream ? (events.at(-1) ?? {}) : text.startsWith("{") ? (JSON.parse(text) as Json) : {};
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            body: message,
            events,
          });
        });
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

export const LEGACY = "2025-11-25";
export const MODERN = "2026-07-28";

const BASE = { "content-type": "application/json", accept: "application/json, text/event-stream" };

export const legacyHeaders = (token: string, sessionId?: string): Record<string, string> => ({
  ...BASE,
  authorization: `Bearer ${token}`,
  ...(sessionId !== undefined && { "mcp-session-id": sessionId, "mcp-protocol-version": LEGACY }),
});

export const rpc = (method: string, params?: Json, id: string | number = 1): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, ...(params && { params }) });

export const INITIALIZE = rpc("initialize", {
  protocolVersion: LEGACY,
  capabilities: {},
  clientInfo: { name: "raw", version: "1" },
});

/** Opens a session and returns its id. */
export async function openSession(url: URL, token: string, path?: string): Promise<string> {
  const answer = await send(url, {
    headers: legacyHeaders(token),
    body: INITIALIZE,
    ...(path !== undefined && { path }),
  });
  return String(answer.headers["mcp-session-id"]);
}

export const callLegacy = (
  url: URL,
  token: string,
  sessionId: string,
  method: string,
  params?: Json,
  id: string | number = 1,
): Promise<RawAnswer> => send(url, { headers: legacyHeaders(token, sessionId), body: rpc(method, params, id) });

export const modernMeta = (more: Json = {}): Json => ({
  "io.modelcontextprotocol/protocolVersion": MODERN,
  "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
  ...more,
});

export const modernHeaders = (token: string, method: string, name?: string): Record<string, string> => ({
  ...BASE,
  authorization: `Bearer ${token}`,
  "mcp-protocol-version": MODERN,
  "mcp-method": method,
  ...(name !== undefined && { "mcp-name": name }),
});

export const callModern = (
  url: URL,
  token: string,
  method: string,
  params: Json = {},
  id: string | number = 1,
): Promise<RawAnswer> => {
  const name =
    method === "tools/call" || method === "prompts/get"
      ? params.name
      : method === "resources/read"
        ? params.uri
        : method.startsWith("tasks/")
          ? params.taskId
          : undefined;
  const body = rpc(method, { ...params, _meta: modernMeta(params._meta as Json | undefined) }, id);
  return send(url, { headers: modernHeaders(token, method, name as string | undefined), body });
};

/** An open event stream. */
export interface OpenStream {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The next event; undefined when the stream has ended. */
  next(): Promise<Json | undefined>;
  close(): void;
}

export function openStream(url: URL, { method = "GET", headers = {}, body }: RawRequest): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const events: Json[] = [];
      const waiting: ((event: Json | undefined) => void)[] = [];
      let buffered = "";
      let hasEnded = false;
      const deliver = (event: Json | undefined): void => {
        const waiter = waiting.shift();
        if (waiter) waiter(event);
        else if (event) events.push(event);
      };
      response.on("data", (chunk: Buffer) => {
        buffered += chunk.toString("utf8");
        const end = buffered.lastIndexOf("\n\n");
        if (end < 0) return;
        for (const event of readEvents(buffered.slice(0, end + 2))) deliver(event);
        buffered = buffered.slice(end + 2);
      });
      const finish = (): void => {
        hasEnded = true;
        for (const waiter of waiting.splice(0)) waiter(undefined);
      };
      response.on("end", finish).on("error", finish);
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        next: () => {
          const event = events.shift();
          if (event || hasEnded) return Promise.resolve(event);
          return new Promise((done) => waiting.push(done));
        },
        close: () => request.destroy(),
      });
    });
    request.on("error", (error) => reject(error));
    request.end(body);
  });
}
