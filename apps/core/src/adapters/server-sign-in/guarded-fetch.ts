import type { IncomingHttpHeaders } from "node:http";
import type { FetchLike } from "@modelcontextprotocol/client";
import type { Tls } from "@peta/contract";
import type { Agent, request } from "undici";
import { CoreError } from "../../errors.ts";
import type { Clock } from "../clock.ts";
import type { AddressGuard } from "../mcp-client/http/guard-address.ts";
import { networkReason } from "../mcp-client/http/http-errors.ts";
import { tlsMaterial } from "../mcp-client/tls-material.ts";
import { redirectWithin } from "./redirect-within.ts";

const MAX_BYTES = 64 * 1024;
const REQUEST_MS = 10_000;
const MAX_REDIRECTS = 3;

export interface GuardedFetchOptions {
  guard: AddressGuard;
  clock: Clock;
  userAgent: string;
  /** The MCP server: its certificates are shown to it alone. */
  server: { url: string; tls?: Tls | undefined };
  /** Ends all of it. */
  signal: AbortSignal;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/**
 * The one way to authorization servers and to the metadata of MCP servers. Addresses are checked when they are dialled
 * (A17, A40); nothing of the environment or of the launch goes along but its certificates, to its own origin; 64 KiB and
 * 10 s an answer. What only reads follows three redirects inside its origin, everything else none. Rejects with CoreError
 * server.unreachable (also for 429 and 5xx) and server.launch_refused.
 */
export function createGuardedFetch(
  undici: { Agent: typeof Agent; request: typeof request },
  { guard, clock, userAgent, server, signal }: GuardedFetchOptions,
): { fetch: FetchLike; close(): Promise<void> } {
  const open = (certificates: object = {}): Agent =>
    new undici.Agent({
      connect: { ...certificates, lookup: guard.lookup, timeout: REQUEST_MS },
      connections: 2,
      pipelining: 1,
      maxResponseSize: MAX_BYTES,
    });
  const plain = open();
  const own = new URL(server.url);
  const toServer = server.tls === undefined ? plain : open(tlsMaterial(server.tls, own));

  async function sendOnce(url: URL, method: string, init: RequestInit): Promise<Answer> {
    if (url.protocol !== "https:" && url.protocol !== "http:")
      throw new CoreError("server.sign_in_failed", "The sign-in leads to an address that is neither http nor https.");
    guard.checkHost(url.hostname);
    const time = new AbortController();
    const takeBack = clock.after(REQUEST_MS, () => time.abort(silent(url)));
    const either = AbortSignal.any([signal, time.signal]);
    try {
      const { statusCode, headers, body } = await undici.request(url, {
        dispatcher: url.origin === own.origin ? toServer : plain,
        method: method as "GET",
        headers: { ...Object.fromEntries(new Headers(init.headers)), "user-agent": userAgent },
        body: bodyOf(init),
        signal: either,
      });
      return { status: statusCode, headers, text: await body.text() };
    } catch (error) {
      if (either.aborted) throw either.reason;
      throw toCoreError(error as Error, url);
    } finally {
      takeBack();
    }
  }

  return {
    async fetch(address, init = {}) {
      const method = (init.method ?? "GET").toUpperCase();
      let url = withoutUser(new URL(address));
      for (let followed = 0; ; followed++) {
        const answer = await sendOnce(url, method, init);
        const target = method === "GET" && followed < MAX_REDIRECTS ? redirectWithin(url, answer) : null;
        if (target === null) return toResponse(answer, method, url);
        url = target;
      }
    },
    async close() {
      await Promise.all([plain.destroy(), toServer.destroy()]);
    },
  };
}

/** @throws CoreError server.unreachable for what may be answered otherwise later */
function toResponse({ status, headers, text }: Answer, method: string, url: URL): Response {
  const failed = status === 429 || status > 599 || (status >= 500 && !(status === 502 && method === "GET"));
  if (failed)
    throw new CoreError("server.unreachable", `${url.host} cannot answer now (HTTP ${status}). Try again later.`, {
      detail: `HTTP ${status}`,
      ...retryAfter(headers["retry-after"]),
    });
  if (method !== "GET" && status >= 300 && status < 400)
    throw new CoreError(
      "server.unreachable",
      `${url.host} redirects a request that carries credentials (HTTP ${status}), and Core does not follow.`,
      { detail: `HTTP ${status}` },
    );
  // Without `location`: what is to be followed has been followed.
  const type = headers["content-type"];
  return new Response([204, 205, 304].includes(status) ? null : text, {
    status,
    headers: typeof type === "string" ? { "content-type": type } : {},
  });
}

function toCoreError(error: Error & { code?: string }, url: URL): CoreError {
  // undici puts what the guard said into the cause of its own error.
  for (const known of [error, error.cause]) if (known instanceof CoreError) return known;
  if (error.code === "UND_ERR_RES_EXCEEDED_MAX_SIZE")
    return new CoreError(
      "server.unreachable",
      `${url.host} answers with more than the ${MAX_BYTES} bytes that Core reads.`,
    );
  if (error.code === "UND_ERR_CONNECT_TIMEOUT") return silent(url);
  const reason = networkReason(error) ?? "the connection broke";
  return new CoreError("server.unreachable", `${url.host} cannot be reached: ${reason}.`, {
    detail: error.code ?? error.name,
  });
}

const silent = (url: URL): CoreError =>
  new CoreError("server.unreachable", `${url.host} did not answer within ${REQUEST_MS / 1000} s.`);

function withoutUser(url: URL): URL {
  url.username = "";
  url.password = "";
  return url;
}

const bodyOf = ({ body }: RequestInit): string | null =>
  body instanceof URLSearchParams ? body.toString() : typeof body === "string" ? body : null;

function retryAfter(value: string | string[] | undefined): { retryAfterSeconds?: number } {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterSeconds: Math.min(seconds, 3_600) } : {};
}
