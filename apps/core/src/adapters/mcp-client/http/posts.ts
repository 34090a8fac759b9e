import type { HttpEndpoint } from "./http-endpoint.ts";
import type { HttpExchange } from "./http-exchange.ts";

/** Sockets that are left for requests: a server that answers none of these holds no more than this. */
const AT_ONCE = 8;
const MAX_WAITING = 256;
const TIMEOUT_MS = 10_000;

/**
 * Messages to a server that have no answer of their own: cancellations, and answers to its questions. A few at a time, and
 * only so many wait, because a server may ask without end and take nothing (A34); what does not fit is left away.
 */
export class Posts {
  readonly #endpoint: HttpEndpoint;
  readonly #headers: () => string;
  readonly #waiting: string[] = [];
  #underWay = 0;

  constructor(endpoint: HttpEndpoint, headers: () => string) {
    this.#endpoint = endpoint;
    this.#headers = headers;
  }

  send(message: object): void {
    if (this.#underWay >= AT_ONCE && this.#waiting.length >= MAX_WAITING) return;
    const body = JSON.stringify(message);
    this.#endpoint.onTraffic?.("sent", message, body.length);
    if (this.#underWay < AT_ONCE) this.#post(body);
    else this.#waiting.push(body);
  }

  /** What waits is not sent any more. */
  close(): void {
    this.#waiting.length = 0;
  }

  #post(body: string): void {
    this.#underWay++;
    const cancelTimer = this.#endpoint.settings.clock.after(TIMEOUT_MS, () => {
      exchange.abort();
      this.#next();
    });
    const end = (): void => {
      cancelTimer();
      this.#next();
    };
    const exchange: HttpExchange = this.#endpoint.open("POST", this.#headers(), body, {
      onMessage() {},
      onEnd: end,
      onError: end,
    });
  }

  #next(): void {
    this.#underWay--;
    const body = this.#waiting.shift();
    if (body !== undefined) this.#post(body);
  }
}
