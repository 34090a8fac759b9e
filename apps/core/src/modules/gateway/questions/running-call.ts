import type { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import { missingCapability } from "../../servers/questions/question-kinds.ts";
import type { ServerNotification, ServerOutcome, ServerQuestion } from "../../servers/server-link.ts";

/** What the client hears next of a call: its end, or what the server wants to know first. */
export type CallEvent =
  | { kind: "ended"; outcome: ServerOutcome }
  | { kind: "asked"; requests: Record<string, ServerQuestion> };

interface Pending {
  question: ServerQuestion;
  settle(outcome: ServerOutcome): void;
}

const gone: ServerOutcome = { kind: "error", error: { code: -32603, message: "The question was taken back." } };

/**
 * A call on a legacy server that goes on while its client is away answering a question: it is a request of the server's
 * connection, but of no HTTP exchange for longer than one round.
 */
export class RunningCall {
  /** Whoever hears what comes before the answer in this round. */
  listener: ((notification: ServerNotification) => void) | null = null;
  readonly #controller = new AbortController();
  readonly #pending = new Map<string, Pending>();
  #end: { outcome: ServerOutcome } | { error: unknown } | null = null;
  #failure: CoreError | null = null;
  #lastKey = 0;
  #wake = (): void => {};

  /** @param send sends the request; its end is the end of the call */
  start(send: (signal: AbortSignal) => Promise<ServerOutcome>, onEnd: () => void): void {
    send(this.#controller.signal).then(
      (outcome) => this.#finish({ outcome }, onEnd),
      (error: unknown) => this.#finish({ error }, onEnd),
    );
  }

  /** Tells the server that nobody wants the answer any more. @param failure what the round under way ends with */
  cancel(failure: CoreError | null = null): void {
    this.#failure ??= failure;
    this.#controller.abort();
  }

  /** Keeps a question until the client's next round answers it. */
  ask(question: ServerQuestion, signal: AbortSignal): Promise<ServerOutcome> {
    return new Promise((resolve) => {
      const key = `question-${++this.#lastKey}`;
      const settle = (outcome: ServerOutcome): void => {
        this.#pending.delete(key);
        signal.removeEventListener("abort", takeBack);
        resolve(outcome);
      };
      const takeBack = (): void => settle(gone);
      if (signal.aborted) return resolve(gone);
      signal.addEventListener("abort", takeBack);
      this.#pending.set(key, { question, settle });
      this.#wake();
    });
  }

  /** What a client of these capabilities lacks to be asked what is open; null: nothing. */
  missing(capabilities: Json | undefined): Json | null {
    for (const { question } of this.#pending.values()) {
      const missing = missingCapability(question, capabilities);
      if (missing) return missing;
    }
    return null;
  }

  /** Hands the client's answers to the server. What is not answered is asked again; what was not asked is left out. */
  answer(responses: Json): void {
    for (const [key, { settle }] of this.#pending) {
      const response = Object.hasOwn(responses, key) ? responses[key] : undefined;
      if (isObject(response)) settle({ kind: "result", result: response });
    }
  }

  /**
   * The end of this round. A client that goes away meanwhile cancels the call; between rounds it does not.
   * Rejects with what the call failed with.
   */
  async next(signal: AbortSignal | undefined): Promise<CallEvent> {
    const onAbort = (): void => this.cancel();
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort);
    try {
      for (;;) {
        if (this.#end) break;
        // What the server asks in one breath is one round.
        if (this.#pending.size > 0) {
          await new Promise((resolve) => setImmediate(resolve));
          if (this.#end || this.#pending.size === 0) continue;
          this.listener = null;
          return { kind: "asked", requests: this.#requests() };
        }
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
    this.listener = null;
    if (this.#failure) throw this.#failure;
    if ("error" in this.#end) throw this.#end.error;
    return { kind: "ended", outcome: this.#end.outcome };
  }

  #requests(): Record<string, ServerQuestion> {
    return Object.fromEntries([...this.#pending].map(([key, { question }]) => [key, question]));
  }

  #finish(end: { outcome: ServerOutcome } | { error: unknown }, onEnd: () => void): void {
    this.#end = end;
    for (const { settle } of this.#pending.values()) settle(gone);
    onEnd();
    this.#wake();
  }
}
