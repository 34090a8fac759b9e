import type { AnswerQuestion, ServerOutcome } from "../../modules/servers/server-link.ts";
import { isObject } from "../../modules/json.ts";
import { METHOD_NOT_FOUND } from "./protocol.ts";

/** No client and no library makes longer ids; an answer carries the id of its question. */
const MAX_QUESTION_ID = 256;
/** A server that asks more at a time gets no answer out of anybody (A34). */
const MAX_OPEN = 64;
const INTERNAL_ERROR = -32603;

type QuestionId = string | number;

const isQuestionId = (id: unknown): id is QuestionId =>
  typeof id === "number" || (typeof id === "string" && id.length <= MAX_QUESTION_ID);

/** The answer to a server that asks the client for something Core does not offer. */
const refusalOf = (method: string): { code: number; message: string } => ({
  code: METHOD_NOT_FOUND,
  message: `Core does not offer ${method.slice(0, 100)} to servers.`,
});

const toMessage = (id: QuestionId, outcome: ServerOutcome): object =>
  outcome.kind === "result"
    ? { jsonrpc: "2.0", id, result: outcome.result }
    : { jsonrpc: "2.0", id, error: outcome.error };

/** What a legacy server has asked on one connection and nobody has answered yet. */
export class OpenQuestions {
  readonly #send: (message: object) => void;
  readonly #open = new Map<QuestionId, AbortController>();

  /** @param send gets each answer on its way; must not throw */
  constructor(send: (message: object) => void) {
    this.#send = send;
  }

  /** Answers a request of the server: `ping` at once, a question with what `answer` says, everything else by a refusal. */
  hear(id: unknown, method: string, params: unknown, answer: AnswerQuestion | undefined): void {
    if (!isQuestionId(id)) return;
    if (method === "ping") return this.#send({ jsonrpc: "2.0", id, result: {} });
    if (!answer) return this.#refuse(id, refusalOf(method));
    if (this.#open.has(id) || this.#open.size >= MAX_OPEN) {
      return this.#refuse(id, { code: INTERNAL_ERROR, message: "Too many questions at a time, or an id in use." });
    }
    const controller = new AbortController();
    this.#open.set(id, controller);
    const settle = (message: object): void => {
      // One that was taken back gets no answer (MCP, cancellation).
      if (this.#open.get(id) !== controller) return;
      this.#open.delete(id);
      this.#send(message);
    };
    answer(isObject(params) ? { method, params } : { method }, controller.signal).then(
      (outcome) => settle(toMessage(id, outcome)),
      () =>
        settle({
          jsonrpc: "2.0",
          id,
          error: { code: INTERNAL_ERROR, message: "Core could not put this question to the client." },
        }),
    );
  }

  /** Whether a notification took a question back (`notifications/cancelled`). */
  takeBack(method: string, params: unknown): boolean {
    if (method !== "notifications/cancelled" || !isObject(params)) return false;
    const id = params.requestId as QuestionId;
    const controller = this.#open.get(id);
    this.#open.delete(id);
    controller?.abort();
    return true;
  }

  /** The connection is gone: nobody waits for an answer any more. */
  close(): void {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const controller of open) controller.abort();
  }

  #refuse(id: QuestionId, error: { code: number; message: string }): void {
    this.#send({ jsonrpc: "2.0", id, error });
  }
}
