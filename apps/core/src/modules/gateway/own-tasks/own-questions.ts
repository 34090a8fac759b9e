import { isObject } from "../../json.ts";
import { RELATED_TASK } from "../../servers/task-support.ts";
import type { AnswerQuestion, ServerOutcome, ServerQuestion } from "../../servers/server-link.ts";

interface Open {
  question: ServerQuestion;
  signal: AbortSignal;
  settle(outcome: ServerOutcome): void;
  isPut: boolean;
}

const gone: ServerOutcome = { kind: "error", error: { code: -32603, message: "The call was taken back." } };

/**
 * What a server asks while Core runs a task of a client of 2025-11-25: it waits until the client comes for the result, and
 * is put on that stream (2025-11-25, tasks, Input Required Status).
 * @param taskId the id that the client knows
 * @param onChange the first question is open, or the last one is answered
 */
export function createOwnQuestions(taskId: string, onChange: (isAsked: boolean) => void) {
  const open = new Set<Open>();
  let asker: AnswerQuestion | null = null;

  const related = ({ method, params }: ServerQuestion): ServerQuestion => ({
    method,
    params: { ...params, _meta: { ...(isObject(params?._meta) && params._meta), [RELATED_TASK]: { taskId } } },
  });

  const put = (asked: Open): void => {
    const by = asker;
    if (by === null || asked.isPut) return;
    asked.isPut = true;
    by(related(asked.question), asked.signal).then(
      (outcome) => {
        // Whoever left the stream has not answered: the next one is asked again.
        if (outcome.kind === "error" && asker !== by && !asked.signal.aborted) {
          asked.isPut = false;
          put(asked);
        } else asked.settle(outcome);
      },
      () => asked.settle(gone),
    );
  };

  return {
    /** Asks whoever waits for the result, now or later. */
    ask: (question: ServerQuestion, signal: AbortSignal): Promise<ServerOutcome> =>
      new Promise((resolve) => {
        const asked: Open = {
          question,
          signal,
          isPut: false,
          settle(outcome) {
            if (!open.delete(asked)) return;
            signal.removeEventListener("abort", onAbort);
            if (open.size === 0) onChange(false);
            resolve(outcome);
          },
        };
        const onAbort = (): void => asked.settle(gone);
        if (signal.aborted) return resolve(gone);
        signal.addEventListener("abort", onAbort);
        open.add(asked);
        if (open.size === 1) onChange(true);
        put(asked);
      }),
    /** A stream on which the client can be asked; the returned function takes it away. */
    attach(ask: AnswerQuestion): () => void {
      asker = ask;
      for (const asked of open) put(asked);
      return () => {
        if (asker === ask) asker = null;
      };
    },
  };
}

export type OwnQuestions = ReturnType<typeof createOwnQuestions>;
