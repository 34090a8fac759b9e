import { Check, Circle, LoaderCircle, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { durationText } from "../lib/relative-time.ts";

export type StepState = "pending" | "running" | "ok" | "failed" | "skipped";

export interface Step {
  id: string;
  label: ReactNode;
  state: StepState;
  /** How long it took, in milliseconds. */
  durationMs?: number | null;
  /** What was found, or what went wrong and what to do. */
  message?: ReactNode;
}

const marks: Record<StepState, { word: string; icon: ReactNode; className: string }> = {
  pending: { word: "waiting", icon: <Circle aria-hidden />, className: "text-text-muted/60" },
  running: { word: "running", icon: <LoaderCircle aria-hidden className="animate-spin" />, className: "text-accent" },
  ok: { word: "done", icon: <Check aria-hidden strokeWidth={3} />, className: "bg-success-subtle text-success" },
  failed: { word: "failed", icon: <X aria-hidden strokeWidth={3} />, className: "bg-danger-subtle text-danger" },
  skipped: { word: "skipped", icon: <Minus aria-hidden />, className: "bg-surface-2 text-text-muted" },
};

export interface StepProgressProps {
  label: string;
  steps: readonly Step[];
  className?: string;
}

/** Steps of a test or a launch while they happen: state, duration, and what each found. */
export function StepProgress({ label, steps, className }: StepProgressProps) {
  return (
    <ol aria-label={label} aria-live="polite" className={cn("m-0 list-none p-0", className)}>
      {steps.map((step, index) => {
        const mark = marks[step.state];
        const isLast = index === steps.length - 1;
        return (
          <li key={step.id} className={cn("relative flex gap-3", !isLast && "pb-4")}>
            {!isLast && <span aria-hidden className="absolute top-6 bottom-0 left-2.5 w-px bg-border" />}
            <span
              className={cn(
                "mt-px grid size-5.25 shrink-0 place-items-center rounded-full [&_svg]:size-3.5",
                mark.className,
              )}
            >
              {mark.icon}
            </span>
            <div className="min-w-0 flex-1">
              <div className="flex items-baseline justify-between gap-3 text-13">
                <span
                  className={cn(
                    "font-medium",
                    step.state === "pending" || step.state === "skipped" ? "text-text-muted" : "text-text",
                  )}
                >
                  {step.label}
                  <span className="sr-only">, {mark.word}</span>
                </span>
                {typeof step.durationMs === "number" && (
                  <span className="shrink-0 text-12 tabular-nums text-text-muted">{durationText(step.durationMs)}</span>
                )}
              </div>
              {step.message && (
                <div className={cn("text-13 break-words", step.state === "failed" ? "text-danger" : "text-text-muted")}>
                  {step.message}
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
