import type { Json } from "../../json.ts";

/** What a server asks of a client of 2026-07-28, until everything is answered. */
export interface Gathering {
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
  let settle: (answers: Json | null) => void = () => {};
  const complete = new Promise<Json | null>((resolve) => (settle = resolve));
  return {
    inputRequests,
    requestState,
    complete,
    take(responses) {
      for (const key of Object.keys(inputRequests)) if (Object.hasOwn(responses, key)) given[key] = responses[key];
      const isWhole = Object.keys(inputRequests).every((key) => key in given);
      if (isWhole) settle({ ...given });
      return isWhole;
    },
    end: () => settle(null),
  };
}
