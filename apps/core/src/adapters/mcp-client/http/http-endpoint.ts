import { type Dispatcher, Pool } from "undici";
import { CoreError } from "../../../errors.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import { type IncomingMessage, toOutcome } from "../outcome.ts";
import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import { createAddressGuard } from "./guard-address.ts";
import { type ExchangeEnd, type ExchangeSink, HttpExchange } from "./http-exchange.ts";
import { fromNetworkError } from "./http-errors.ts";

const CONNECT_TIMEOUT_MS = 10_000;

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
  readonly #pool: Pool;
  readonly #path: string;
  readonly #ownHeaders: readonly string[];

  /** Throws CoreError server.launch_refused for an address that Core does not connect to. */
  constructor(settings: ResolvedSettings, url: URL, headers: Readonly<Record<string, string>>) {
    this.settings = settings;
    const guard = createAddressGuard();
    guard.checkHost(url.hostname);
    this.#path = `${url.pathname}${url.search}`;
    const { name, version } = settings.clientInfo;
    const agent = `${name}/${version}`.replace(/[^\u0021-\u007e]/g, "-");
    this.#ownHeaders = ["user-agent", agent, ...Object.entries(headers).flat()];
    this.#pool = new Pool(url.origin, {
      connections: settings.maxSockets,
      pipelining: 1,
      // A request has its own time limit; a stream may be silent for hours.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 30_000,
      connect: { timeout: CONNECT_TIMEOUT_MS, lookup: guard.lookup },
    });
  }

  /** The headers of this server's configuration behind those of the request. */
  headersWith(headers: readonly string[]): string[] {
    return [...headers, ...this.#ownHeaders];
  }

  /** @param headers whole, as `headersWith` makes them */
  dispatch(method: "POST" | "GET" | "DELETE", headers: string[], body: string | null, exchange: HttpExchange): void {
    const options: Dispatcher.DispatchOptions = { path: this.#path, method, headers, body };
    try {
      this.#pool.dispatch(options, exchange);
    } catch (error) {
      exchange.onResponseError(NO_CONTROLLER, error as Error);
    }
  }

  open(method: "POST" | "GET" | "DELETE", headers: string[], body: string | null, sink: ExchangeSink): HttpExchange {
    const exchange = new HttpExchange(sink, this.settings.maxMessageBytes);
    this.dispatch(method, headers, body, exchange);
    return exchange;
  }

  /**
   * Sends one message and waits for its answer, or for the end of the exchange.
   * Throws CoreError server.unreachable, server.died, server.protocol_error, server.timeout, server.launch_refused.
   */
  roundTrip(
    headers: string[],
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
      const exchange = new HttpExchange(
        {
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
        },
        this.settings.maxMessageBytes,
      );
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
      this.dispatch("POST", headers, JSON.stringify(message), exchange);
    });
  }

  /** Requests under way may end; no new ones are taken. */
  retire(): void {
    void this.#pool.close().catch(() => {});
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy().catch(() => {});
  }
}

/** For an exchange that never began. */
const NO_CONTROLLER: Dispatcher.DispatchController = {
  aborted: true,
  paused: false,
  reason: null,
  abort() {},
  pause() {},
  resume() {},
};
