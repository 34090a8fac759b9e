"use client";

import { Button, Callout } from "@peta/ui";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

export interface QueryProblemProps {
  error: unknown;
  /** What could not be shown: "The servers could not be read". */
  what: string;
  onRetry: () => void;
}

/** The one place that turns a failed read into a view: denied, not found or failed, each with the next step. */
export function QueryProblem({ error, what, onRetry }: QueryProblemProps) {
  const { message } = toConsoleError(error);
  return (
    <Callout tone="danger" title={what} live action={<Button onClick={onRetry}>Try again</Button>}>
      {message}
    </Callout>
  );
}
