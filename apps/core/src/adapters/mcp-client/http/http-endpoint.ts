import type { Tls } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { type ResolvedSettings, userAgentOf } from "../connector-settings.ts";
import { type IncomingMessage, toOutcome } from "../outcome.ts";
import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import { createAddressGuard } from "./guard-address.ts";
import { type ExchangeEnd, type ExchangeSink, HttpExchange } from "./http-exchange.ts";
import { fromNetworkError } from "./http-errors.ts";
import type { HearTraffic } from "../../../modules/servers/server-log.ts";
import type { ServerAuthorization } from "../../../modules/servers/sign-in/server-authorization.ts";
import { AuthorizedRequest, type AuthorizedSender } from "./authorized-request.ts";
import { tlsMaterial } from "../tls-material.ts";
import { headerLines } from "./wire/http-request.ts";
import { SocketPool } from "./wire/socket-pool.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const IDLE_SOCKET_MS = 30_000;

/** What a token may be in a header: RFC 6750, section 2.1, allows less. */
const TOKEN = /^[!-~]{1,65536}$/;

export type HttpVerb = "POST" | "GET" | "DELETE";

/** The answer to one request of the handshake, whatever it was. */
export interface RoundTrip {
  status: number;
  headers: ExchangeEnd["headers"];
  /** Null: there was no JSON-RPC answer to this request. */
  outcome: ServerOutcome | null;
}

/** One URL and the sockets kept to it. Redirects are not followed. */
export class HttpEndpoint {
  readonly settings: ResolvedSettings;
  /** Hears every message in both directions. */
  onTraffic: HearTraffic | undefined;
  /** Null: no token goes with any request. */
  #sender: AuthorizedSender | null = null;
  /** There is no token any more: the one that was sent is refused for good. */
  onSignedOut = (_error: CoreError): void => {};
  /** The token that was sent last, and its line. */
  #token: string | null = null;
  #tokenLine = "";
  readonly #pool: SocketPool;
  readonly #requestLines: Readonly<Record<HttpVerb, string>>;
  readonly #ownHeaders: string;

  /** Throws CoreError server.launch_refused for an address that Core does not connect to, and for certificates that are none. */
  constructor(settings: ResolvedSettings, url: URL, headers: Readonly<Record<string, string>>, tls?: Tls) {
    this.settings = settings;
    const guard = createAddressGuard();
    guard.checkHost(url.hostname);
    const lines = (verb: HttpVerb): string =>
      `${verb} ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: keep-alive\r\n`;
    this.#requestLines = { POST: lines("POST"), GET: lines("GET"), DELETE: lines("DELETE") };
    this.#ownHeaders = headerLines(["user-agent", userAgentOf(settings), ...Object.entries(headers).flat()]);
    const isSecure = url.protocol === "https:";
    this.#pool = new SocketPool({
      isSecure,
      tls: tlsMaterial(tls, url),
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port || (isSecure ? 443 : 80)),
      lookup: guard.lookup,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      maxSockets: settings.maxSockets,
      idleMs: IDLE_SOCKET_MS,
    });
  }

  /**
   * The headers of this server's configuration behind those of the request, as lines of a request.
   * @param headers names and values, one after the other
   */
  headersWith(headers: readonly string[]): string {
    return headerLines(headers) + this.#ownHeaders;
  }

  /** @param headers whole, as `headersWith` makes them */
  dispatch(verb: HttpVerb, headers: string, body: string | null, exchange: HttpExchange): void {
    const head = this.#requestLines[verb] + headers;
    const sender = this.#sender;
    if (sender === null) return exchange.sent(this.#pool.dispatch(head, body, exchange));
    // Nobody signs in for the end of a session.
    if (verb === "DELETE") return exchange.sent(sender.send(head, body, exchange).abort);
    exchange.request = new AuthorizedRequest(sender, head, body, exchange);
    exchange.request.send();
  }

  /** From now on this token goes with every request. */
  authorizeWith(authorization: ServerAuthorization): void {
    this.#sender = {
      authorization,
      send: (head, body, exchange) => {
        this.#takeToken(authorization.token);
        return { token: this.#token, abort: this.#pool.dispatch(head + this.#tokenLine, body, exchange) };
      },
      onSignedOut: (error) => this.onSignedOut(error),
    };
  }

  #takeToken(token: string | null): void {
    if (token === this.#token) return;
    const canBeSent = token !== null && TOKEN.test(token);
    this.#token = canBeSent ? token : null;
    this.#tokenLine = canBeSent ? `authorization: Bearer ${token}\r\n` : "";
  }

  /** What reads one answer, whose request `dispatch` sends. */
  exchange(sink: ExchangeSink): HttpExchange {
    const { maxMessageBytes, large } = this.settings;
    return new HttpExchange(sink, maxMessageBytes, large.fromBytes, this.onTraffic);
  }

  open(verb: HttpVerb, headers: string, body: string | null, sink: ExchangeSink): HttpExchange {
    const exchange = this.exchange(sink);
    this.dispatch(verb, headers, body, exchange);
    return exchange;
  }

  /**
   * Sends one message and waits for its answer, or for the end of the exchange.
   * Throws CoreError server.unreachable, server.died, server.protocol_error, server.timeout, server.launch_refused.
   */
  roundTrip(
    headers: string,
    message: { id?: number } & Record<string, unknown>,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<RoundTrip> {
    return new Promise((resolve, reject) => {
      let status = 0;
      let answerHeaders: ExchangeEnd["headers"] = {};
      const end = (settle: () => void): void => {
        cancelTimer();
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const exchange = this.exchange({
        onStart(startedStatus, startedHeaders) {
          status = startedStatus;
          answerHeaders = startedHeaders;
        },
        onMessage: (incoming: IncomingMessage) => {
          if (
            message.id === undefined ||
            typeof incoming.method === "string" ||
            (incoming.id !== message.id && !(incoming.id == null && incoming.error))
          )
            return;
          const outcome = toOutcome(incoming);
          end(() =>
            outcome instanceof CoreError ? reject(outcome) : resolve({ status, headers: answerHeaders, outcome }),
          );
        },
        onEnd: (answer) => end(() => resolve({ ...answer, outcome: null })),
        onError: (error) => end(() => reject(fromNetworkError(error, this.settings.maxMessageBytes))),
      });
      const cancelTimer = this.settings.clock.after(timeoutMs, () => {
        exchange.abort();
        end(() =>
          reject(
            new CoreError(
              "server.timeout",
              `The server took the request and did not answer it within ${Math.ceil(timeoutMs / 1000)} s.`,
            ),
          ),
        );
      });
      const onAbort = (): void => {
        exchange.abort();
        end(() => reject(new CoreError("server.unreachable", "The start was called off.")));
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const body = JSON.stringify(message);
      this.onTraffic?.("sent", message, body.length);
      this.dispatch("POST", headers, body, exchange);
    });
  }

  /** Requests under way may end; no new ones are taken. */
  retire(): void {
    this.#pool.close();
  }

  destroy(): void {
    this.#pool.destroy();
  }
}
