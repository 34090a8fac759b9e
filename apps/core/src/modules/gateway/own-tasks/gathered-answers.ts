import type { Json } from "../../json.ts";

/** What a server asks of a client of 2026-07-28, until everything is answered. */
export interface Gathering {
  /** Those that are not answered yet. */
  readonly inputRequests: Json;
  /** Names the call that waits. */
  readonly requestState: string;
  /** Takes what there is, under the names that were asked for; true: nothing is missing any more. */
  take(responses: Json): boolean;
  /** Resolves with all answers; null: nobody wants them any more. */
  readonly complete: Promise<Json | null>;
  end(): void;
}

/** Answers may come one by one (2026-07-28, extension tasks, `tasks/update`). */
export function gatherAnswers(inputRequests: Json, requestState: string): Gathering {
  const given: Json = Object.create(null) as Json;
  const open = { ...inputRequests };
  let settle: (answers: Json | null) => void = () => {};
  const complete = new Promise<Json | null>((resolve) => (settle = resolve));
  return {
    get inputRequests() {
      return { ...open };
    },
    requestState,
    complete,
    take(responses) {
      for (const key of Object.keys(open)) {
        if (!Object.hasOwn(responses, key)) continue;
        given[key] = responses[key];
        delete open[key];
      }
      const isWhole = Object.keys(open).length === 0;
      if (isWhole) settle({ ...given });
      return isWhole;
    },
    end: () => settle(null),
  };
}
