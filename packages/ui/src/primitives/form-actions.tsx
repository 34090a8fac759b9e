import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

export interface FormActionsProps {
  /** The buttons, primary last. */
  children: ReactNode;
  /** Left of them: a note, or a destructive action kept apart. */
  aside?: ReactNode;
  /** An error of the whole form, read aloud when it appears. */
  error?: ReactNode;
  className?: string;
}

/** The end of a form: what went wrong, then the buttons. */
export function FormActions({ children, aside, error, className }: FormActionsProps) {
  return (
    <div className={cn("grid gap-3", className)}>
      <div role="alert" className={cn("text-13 font-medium text-danger", !error && "sr-only")}>
        {error}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="text-12 text-text-muted">{aside}</div>
        <div className="flex flex-wrap items-center gap-2">{children}</div>
      </div>
    </div>
  );
}
