import type { Readable } from "node:stream";
import { CoreError } from "../../errors.ts";
import type { FetchDocument } from "../../modules/oauth/metadata-documents.ts";
import { loadOnce } from "../../modules/load-once.ts";
import { type AddressGuard, createAddressGuard, NOT_PUBLIC } from "../mcp-client/http/guard-address.ts";

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 5_000;

const invalid = (message: string, cause?: unknown) => new CoreError("oauth_client.invalid", message, { cause });

/** Only hosts on the public Internet: whoever asks is a stranger, and must not make Core look at its own network. */
const publicOnly = (): AddressGuard =>
  createAddressGuard(undefined, {
    alsoRefused: NOT_PUBLIC,
    errorFor: (host) => invalid(`A client's metadata document must be on the public Internet; ${host} is not.`),
  });

export interface FetchDocumentOptions {
  guard?: AddressGuard;
  /** PEM of a certificate authority besides the well-known ones. */
  ca?: string;
  maxBytes?: number;
  timeoutMs?: number;
}

/**
 * Reads client metadata documents: https alone, no redirects, from public addresses only, capped in size and time; no
 * cookie, no credential and no proxy of the environment goes along (A17).
 */
export function createFetchDocument(options: FetchDocumentOptions = {}): {
  fetch: FetchDocument;
  close(): Promise<void>;
} {
  const { guard = publicOnly(), maxBytes = MAX_BYTES, timeoutMs = TIMEOUT_MS } = options;
  const http = loadOnce(async () => {
    const { Agent, request } = await import("undici");
    const agent = new Agent({
      connect: {
        lookup: guard.lookup,
        timeout: timeoutMs,
        ...(options.ca !== undefined && { ca: options.ca }),
      },
      connections: 2,
      pipelining: 1,
      keepAliveTimeout: 1_000,
      maxResponseSize: maxBytes,
    });
    return { agent, request };
  });

  const read: FetchDocument = async (url) => {
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:") throw invalid("A client's metadata document must be at an https address.");
    guard.checkHost(hostname);
    const { agent, request } = await http.get();
    const response = await request(url, {
      dispatcher: agent,
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { statusCode, headers, body } = response;
    // Whatever an error page says, it is not read; the connection is not worth keeping either.
    if (statusCode !== 200) {
      discard(body);
      throw invalid(`The client's metadata document answered with the status ${statusCode}.`);
    }
    if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(String(headers["content-type"]))) {
      discard(body);
      throw invalid("The client's metadata document is not JSON.");
    }
    const text = await body.text();
    return { document: parse(text), maxAgeSeconds: maxAgeOf(headers["cache-control"]) };
  };

  return {
    async fetch(url) {
      try {
        return await read(url);
      } catch (cause) {
        // undici puts what the guard said into the cause of its own error.
        throw cause instanceof Error && cause.cause instanceof CoreError ? cause.cause : cause;
      }
    },
    close: async () => (await http.soFar())?.agent.destroy(),
  };
}

/** A body that is given up says so with an error, which is nobody's news. */
function discard(body: Readable): void {
  body.on("error", () => {});
  body.destroy();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("The client's metadata document is not JSON.", cause);
  }
}

const maxAgeOf = (cacheControl: string | string[] | undefined): number | null => {
  const seconds = /(?:^|[,\s])max-age=(\d{1,9})(?:[,\s]|$)/i.exec(String(cacheControl ?? ""))?.[1];
  return seconds === undefined ? null : Number(seconds);
};
