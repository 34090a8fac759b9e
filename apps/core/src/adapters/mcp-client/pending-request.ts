import { CoreError } from "../../errors.ts";
import type {
  AnswerQuestion,
  ServerNotification,
  ServerOutcome,
  ServerRequestOptions,
} from "../../modules/servers/server-link.ts";
import type { Clock } from "../clock.ts";
import { afterUnheld } from "./after-unheld.ts";

/** A request on its way: has exactly one outcome, whatever arrives afterwards (A43). */
export class PendingRequest {
  readonly promise: Promise<ServerOutcome>;
  readonly options: ServerRequestOptions;
  readonly onNotification: ((notification: ServerNotification) => void) | undefined;
  readonly onQuestion: AnswerQuestion | undefined;
  isSettled = false;
  #resolve!: (outcome: ServerOutcome) => void;
  #reject!: (error: CoreError) => void;
  #cancelTimer: (() => void) | null;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;

  /** @param giveUp called when the time is over or the caller aborts; it tells the server and calls `fail` */
  constructor(clock: Clock, options: ServerRequestOptions, giveUp: (error: CoreError) => void) {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.options = options;
    this.onNotification = options.onNotification;
    this.onQuestion = options.onQuestion;
    this.#cancelTimer = afterUnheld(clock, options.timeoutMs, options.hold, () =>
      giveUp(
        new CoreError(
          "server.timeout",
          `The server did not answer within ${options.timeoutMs} ms. It may still be at work; do not repeat what must not happen twice.`,
        ),
      ),
    );
    this.#signal = options.signal;
    if (this.#signal) {
      this.#onAbort = () => giveUp(new CoreError("request.cancelled", "The request was cancelled."));
      this.#signal.addEventListener("abort", this.#onAbort, { once: true });
    }
  }

  settle(outcome: ServerOutcome | CoreError): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#onAbort) this.#signal?.removeEventListener("abort", this.#onAbort);
    if (outcome instanceof CoreError) this.#reject(outcome);
    else this.#resolve(outcome);
  }
}
