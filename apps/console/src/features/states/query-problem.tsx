"use client";

import { DeniedState, ErrorState } from "@peta/ui";
import { detourOf, toConsoleError } from "@/lib/trpc/public-error.ts";

export interface QueryProblemProps {
  /** What failed, and how it is asked again. */
  query: { error: unknown; refetch: () => unknown; isFetching?: boolean };
  /** What could not be shown: "The servers could not be read". */
  what: string;
  compact?: boolean;
}

/** The one place that turns a failed read into a view: denied, or failed with the next step. */
export function QueryProblem({ query, what, compact }: QueryProblemProps) {
  const { code, message } = toConsoleError(query.error);
  // The sign-in or set-up page is on its way.
  if (detourOf(code)) return null;
  if (code === "auth.forbidden") {
    return (
      <DeniedState
        reason={message}
        ask="An owner or an admin of this workspace can give you access."
        compact={compact}
      />
    );
  }
  return (
    <ErrorState
      title={what}
      message={message}
      code={code}
      onRetry={() => void query.refetch()}
      retrying={query.isFetching}
      compact={compact}
      className="max-w-lg"
    />
  );
}
