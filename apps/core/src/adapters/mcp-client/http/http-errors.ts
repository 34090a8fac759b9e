import { CoreError } from "../../../errors.ts";
import { tooLargeWhole } from "../large/large-errors.ts";
import { BodyError, type ExchangeEnd } from "./http-exchange.ts";

const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there. Check that the server runs, and the port",
  ENOTFOUND: "its name is not known. Check the host in the URL",
  EAI_AGAIN: "its name could not be looked up now",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to its network",
  ETIMEDOUT: "it does not answer",
  CONNECT_TIMEOUT: "it does not take the connection",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is self-signed. Use one that this machine trusts (NODE_EXTRA_CA_CERTS for Core)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate chain is self-signed. Make this machine trust it (NODE_EXTRA_CA_CERTS for Core)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "it wants a client certificate. Give it one (tls)",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "it refuses the TLS handshake. It may want a client certificate (tls)",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "it does not know the authority of Core's client certificate",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "it refuses Core's client certificate",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: "it refuses Core's client certificate",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "Core's client certificate has expired",
  EPROTO: "it does not speak TLS there. Check http:// or https://",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS there. Check http:// or https://",
};

/** The connection could not be made, so that the request did not reach the server. */
export const isConnectFailure = (error: CoreError): boolean =>
  error.code === "server.unreachable" || error.code === "server.launch_refused";

/** Why no connection could be made, as a part of a sentence; undefined: it is none of the usual reasons. */
export const networkReason = (error: Error): string | undefined => REASONS[codeOf(error)];

/** What a broken exchange means. Never names what the server's text says. */
export function fromNetworkError(error: Error, maxMessageBytes: number): CoreError {
  if (error instanceof CoreError) return error;
  if (error.cause instanceof CoreError) return error.cause;
  if (error instanceof BodyError) {
    if (error.isTooLarge) return tooLargeWhole(maxMessageBytes);
    return new CoreError(
      "server.protocol_error",
      "The server answered with something that is not JSON. Check that the URL is its MCP endpoint.",
      { cause: error },
    );
  }
  const code = codeOf(error);
  const reason = REASONS[code];
  if (reason)
    return new CoreError("server.unreachable", `The server cannot be reached: ${reason}.`, {
      cause: error,
      detail: code,
    });
  return new CoreError(
    "server.died",
    "The connection to the server broke while it worked on the request. Whether it did it is unknown; do not repeat what must not happen twice.",
    {
      cause: error,
      detail: code,
    },
  );
}

function codeOf(error: Error): string {
  const { code, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  // Several addresses were tried, one after the other.
  if (code === undefined && Array.isArray(errors) && errors[0] instanceof Error) return codeOf(errors[0]);
  return code ?? error.name;
}

/** What a status without a JSON-RPC answer means. */
export function fromStatus({ status, headers }: Pick<ExchangeEnd, "status" | "headers">): CoreError {
  const detail = `HTTP ${status}`;
  if (status === 401 || status === 403) {
    return new CoreError(
      "server.unreachable",
      `The server refuses Core's credentials (HTTP ${status}). Set or renew the header that it wants, for example Authorization.`,
      { detail },
    );
  }
  if (status >= 300 && status < 400) {
    const target = safeOrigin(headers.location);
    return new CoreError(
      "server.unreachable",
      `The server redirects${target ? ` to ${target}` : ""} (HTTP ${status}), and Core does not follow: register the URL that it should use.`,
      { detail },
    );
  }
  if (status === 429)
    return new CoreError("server.busy", "The server has had too many requests (HTTP 429). Try again later.", {
      detail,
      retryAfterSeconds: retryAfter(headers["retry-after"]),
    });
  if (status === 503)
    return new CoreError("server.busy", "The server is overloaded or starting (HTTP 503). Try again later.", {
      detail,
      retryAfterSeconds: retryAfter(headers["retry-after"]),
    });
  if (status >= 500)
    return new CoreError("server.unreachable", `The server failed (HTTP ${status}). Its own log has the cause.`, {
      detail,
    });
  if (status === 404 || status === 405) {
    return new CoreError(
      "server.protocol_error",
      `There is no MCP endpoint at this path (HTTP ${status}). Check the path: often /mcp, or /sse for HTTP with SSE.`,
      { detail },
    );
  }
  return new CoreError(
    "server.protocol_error",
    `The server answered with HTTP ${status} and no MCP message. Check that the URL is its MCP endpoint.`,
    { detail },
  );
}

function safeOrigin(location: string | string[] | undefined): string | null {
  const text = Array.isArray(location) ? location[0] : location;
  return text !== undefined && URL.canParse(text) ? new URL(text).origin : null;
}

const retryAfter = (value: string | string[] | undefined): number => {
  const seconds = Number(Array.isArray(value) ? value[0] : value);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) : 1;
};
