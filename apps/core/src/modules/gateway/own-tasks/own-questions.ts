import { isObject } from "../../json.ts";
import { errorOutcome } from "../../servers/error-outcome.ts";
import { RELATED_TASK } from "../../servers/task-support.ts";
import type { AnswerQuestion, ServerOutcome, ServerQuestion } from "../../servers/server-link.ts";

interface Open {
  question: ServerQuestion;
  /** Its server wants no answer any more. */
  signal: AbortSignal;
  /** The stream on which it is. */
  on: { ask: AnswerQuestion; left: AbortController } | null;
  settle(outcome: ServerOutcome): void;
}

const gone = errorOutcome(-32603, "The call was taken back.");

/**
 * What a server asks while Core runs a task of a client of 2025-11-25: it waits until the client comes for the result, and
 * is put on that stream, or on the next one when that is left without an answer (2025-11-25, tasks, Input Required Status).
 * @param taskId the id that the client knows
 * @param onChange the first question is open, or the last one is answered
 */
export function createOwnQuestions(taskId: string, onChange: (isAsked: boolean) => void) {
  const open = new Set<Open>();
  /** The streams of those who wait, the latest last. */
  const askers: AnswerQuestion[] = [];

  const related = ({ method, params }: ServerQuestion): ServerQuestion => ({
    method,
    params: { ...params, _meta: { ...(isObject(params?._meta) && params._meta), [RELATED_TASK]: { taskId } } },
  });

  const put = (asked: Open): void => {
    const ask = askers.at(-1);
    if (!ask || asked.on) return;
    const on = { ask, left: new AbortController() };
    asked.on = on;
    // What comes of a stream that was left is no answer.
    const settle = (outcome: ServerOutcome): void => {
      if (asked.on === on) asked.settle(outcome);
    };
    ask(related(asked.question), AbortSignal.any([asked.signal, on.left.signal])).then(settle, () => settle(gone));
  };

  return {
    /** Asks whoever waits for the result, now or later. */
    ask: (question: ServerQuestion, signal: AbortSignal): Promise<ServerOutcome> =>
      new Promise((resolve) => {
        const onAbort = (): void => asked.settle(gone);
        const asked: Open = {
          question,
          signal,
          on: null,
          settle(outcome) {
            if (!open.delete(asked)) return;
            signal.removeEventListener("abort", onAbort);
            if (open.size === 0) onChange(false);
            resolve(outcome);
          },
        };
        if (signal.aborted) return resolve(gone);
        signal.addEventListener("abort", onAbort);
        open.add(asked);
        if (open.size === 1) onChange(true);
        put(asked);
      }),
    /** A stream on which the client can be asked; the returned function takes it away. */
    attach(ask: AnswerQuestion): () => void {
      askers.push(ask);
      for (const asked of open) put(asked);
      return () => {
        askers.splice(askers.lastIndexOf(ask), 1);
        for (const asked of open) {
          if (asked.on?.ask !== ask) continue;
          const { left } = asked.on;
          asked.on = null;
          left.abort();
          put(asked);
        }
      };
    },
  };
}

export type OwnQuestions = ReturnType<typeof createOwnQuestions>;
