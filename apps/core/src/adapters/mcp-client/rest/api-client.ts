import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Tls } from "@peta/contract";
import { Agent, request } from "undici";
import { CoreError } from "../../../errors.ts";
import { fromNetworkError } from "../http/http-errors.ts";
import { Pieces } from "../http/pieces.ts";
import { tlsMaterial } from "../tls-material.ts";
import type { ApiRequest } from "./api-request.ts";
import { createApiGuard } from "./guard-plain-http.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_SOCKET_MS = 30_000;

export interface ApiAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Null: it is larger than it may be, and the rest was not read. */
  body: Buffer | null;
  /** Where the answer came from. */
  url: URL;
}

export interface ApiClient {
  /**
   * Sends one request and reads its answer, whatever its status. Follows no redirect. Throws CoreError
   * server.unreachable, server.died, server.launch_refused, or what the signal was aborted with.
   */
  send(request: ApiRequest, bounds: { maxBytes: number; signal: AbortSignal }): Promise<ApiAnswer>;
  close(): Promise<void>;
}

export interface ApiClientOptions {
  /** Only requests to its origin are sent. */
  url: URL;
  tls?: Tls | undefined;
  maxSockets: number;
  userAgent: string;
}

/** The sockets to one origin. Throws CoreError server.launch_refused for what Core does not connect to (A40). */
export function createApiClient({ url, tls, maxSockets, userAgent }: ApiClientOptions): ApiClient {
  const guard = createApiGuard(url);
  guard.checkHost(url.hostname);
  const agent = new Agent({
    connect: { ...tlsMaterial(tls, url), lookup: guard.lookup, timeout: CONNECT_TIMEOUT_MS },
    connections: maxSockets,
    pipelining: 1,
    keepAliveTimeout: IDLE_SOCKET_MS,
    // Each request has a bound of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    async send(wanted, { maxBytes, signal }) {
      // INVARIANT: credentials go to the origin that they were entered for, and to no other.
      if (wanted.url.origin !== url.origin)
        throw new CoreError("server.launch_refused", "The request leads to another host.");
      try {
        const response = await request(wanted.url, {
          dispatcher: agent,
          method: wanted.method,
          headers: { "user-agent": userAgent, ...wanted.headers },
          body: wanted.body,
          signal,
        });
        const body = await read(response.body, maxBytes);
        return { status: response.statusCode, headers: response.headers, body, url: wanted.url };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw fromNetworkError(named(error as Error), maxBytes);
      }
    },
    close: () => agent.destroy(),
  };
}

async function read(body: Readable, maxBytes: number): Promise<Buffer | null> {
  const pieces = new Pieces();
  for await (const chunk of body) {
    pieces.push(chunk as Buffer);
    // Leaving the loop ends the stream, and with it the connection.
    if (pieces.length > maxBytes) return null;
  }
  return pieces.toBuffer();
}

/** The library's own name for a connection that nobody took. */
const named = (error: Error): Error =>
  (error as NodeJS.ErrnoException).code === "UND_ERR_CONNECT_TIMEOUT"
    ? Object.assign(error, { code: "CONNECT_TIMEOUT" })
    : error;
