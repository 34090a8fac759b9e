"use client";

import { DeniedState, ErrorState } from "@peta/ui";
import { detourOf, toConsoleError } from "@/lib/trpc/public-error.ts";

export interface QueryProblemProps {
  error: unknown;
  /** What could not be shown: "The servers could not be read". */
  what: string;
  onRetry: () => void;
  retrying?: boolean;
  compact?: boolean;
}

/** The one place that turns a failed read into a view: denied, or failed with the next step. */
export function QueryProblem({ error, what, onRetry, retrying, compact }: QueryProblemProps) {
  const { code, message } = toConsoleError(error);
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
      onRetry={onRetry}
      retrying={retrying}
      compact={compact}
      className="max-w-lg"
    />
  );
}
