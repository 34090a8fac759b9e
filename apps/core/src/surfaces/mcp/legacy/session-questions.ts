import { randomInt } from "node:crypto";
import { isObject, type Json } from "../../../modules/json.ts";
import type { ServerOutcome, ServerQuestion } from "../../../modules/servers/server-link.ts";
import type { Exchange } from "../exchange.ts";
import type { Message } from "../parse-message.ts";

const MAX_OPEN = 64;

const failed = (message: string): ServerOutcome => ({ kind: "error", error: { code: -32603, message } });

/** What a client of the era with sessions answered; not an answer at all counts as an error. */
function toOutcome({ result, error }: Extract<Message, { kind: "response" }>): ServerOutcome {
  if (isObject(result)) return { kind: "result", result };
  if (isObject(error) && typeof error.code === "number" && typeof error.message === "string")
    return { kind: "error", error: error as { code: number; message: string } };
  return failed("The client answered with neither a result nor an error.");
}

/** A way to one session's client: sends one message, false when nobody is there to have it. */
export type SendToClient = (json: string) => boolean;

/** The stream of a call: what is sent there reaches the client, now or when it comes back for it. */
export const onStreamOf =
  (exchange: Exchange): SendToClient =>
  (json) => {
    exchange.sendEvent(json);
    return exchange.isStream && !exchange.isDone;
  };

/**
 * Questions that a session's client has not answered yet. Ids are Core's own and those of this session: an answer reaches
 * the question that it is for, and one from another session reaches none (A21, A24).
 */
export class SessionQuestions {
  #closed: string | null = null;
  readonly #open = new Map<number, (outcome: ServerOutcome) => void>();
  /** Anywhere: an answer to a question of before a restart must not be one to a question of today. */
  #lastId = randomInt(2 ** 40);

  /** Resolves with the client's answer, or with an error when it cannot be had. Aborting takes the question back. */
  ask(send: SendToClient, { method, params }: ServerQuestion, signal: AbortSignal): Promise<ServerOutcome> {
    if (this.#closed !== null) return Promise.resolve(failed(this.#closed));
    if (signal.aborted) return Promise.resolve(failed("The question was taken back."));
    if (this.#open.size >= MAX_OPEN)
      return Promise.resolve(failed("The client has too many questions to answer already."));
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      const settle = (outcome: ServerOutcome): void => {
        if (!this.#open.delete(id)) return;
        signal.removeEventListener("abort", takeBack);
        resolve(outcome);
      };
      const takeBack = (): void => {
        const cancelled = { requestId: id, reason: "The question was taken back." };
        send(JSON.stringify({ jsonrpc: "2.0", method: "notifications/cancelled", params: cancelled }));
        settle(failed("The question was taken back."));
      };
      this.#open.set(id, settle);
      signal.addEventListener("abort", takeBack);
      const request: Json = { jsonrpc: "2.0", id, method, ...(params && { params }) };
      if (!send(JSON.stringify(request))) settle(failed("The client cannot be reached: it has no stream open."));
    });
  }

  /** A response of the client; one to no open question goes nowhere. */
  hear(response: Extract<Message, { kind: "response" }>): void {
    if (typeof response.id === "number") this.#open.get(response.id)?.(toOutcome(response));
  }

  /** Nobody will answer any more. */
  close(why = "The client's session has ended."): void {
    this.#closed = why;
    for (const settle of this.#open.values()) settle(failed(why));
  }
}
