import { Check, CircleSlash, CornerDownRight, Minus, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { TextLink } from "../lib/link.tsx";
import { EffectBadge } from "./effect-badge.tsx";
import type { Effect, LayerVerdict } from "./layers.ts";

/** `match`: a rule fits and says its effect; `skip`: it does not fit, or comes after the deciding one. */
export type TraceVerdict = LayerVerdict | "match" | "skip" | "error";

export interface TraceStep {
  id: string;
  /** "Server default", "Rule no-deletes". */
  label: ReactNode;
  verdict: TraceVerdict;
  /** Why it says so. */
  detail?: ReactNode;
  /** The rule or the switch itself. */
  href?: string;
  isDeciding?: boolean;
}

export interface DecisionTraceProps {
  effect: Effect;
  /** The whole decision in one sentence. */
  reason: ReactNode;
  steps: readonly TraceStep[];
  className?: string;
}

const verdicts: Record<TraceVerdict, { word: string; icon: ReactNode; className: string }> = {
  pass: {
    word: "lets through",
    icon: <Check aria-hidden strokeWidth={3} />,
    className: "bg-success-subtle text-success",
  },
  deny: { word: "denies", icon: <X aria-hidden strokeWidth={3} />, className: "bg-danger-subtle text-danger" },
  not_said: { word: "says nothing", icon: <Minus aria-hidden />, className: "bg-surface-2 text-text-muted" },
  match: { word: "matches", icon: <CornerDownRight aria-hidden />, className: "bg-accent-subtle text-accent" },
  skip: { word: "not asked", icon: <CircleSlash aria-hidden />, className: "bg-surface-2 text-text-muted" },
  error: {
    word: "could not be evaluated",
    icon: <TriangleAlert aria-hidden />,
    className: "bg-warning-subtle text-warning",
  },
};

/** How a decision came about: what was asked in which order, and which answer settled it. */
export function DecisionTrace({ effect, reason, steps, className }: DecisionTraceProps) {
  return (
    <div className={cn("rounded border border-border bg-surface-1", className)}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-border px-4 py-3">
        <EffectBadge effect={effect} />
        <p className="min-w-0 flex-1 basis-48 text-13 font-medium text-text">{reason}</p>
      </div>
      <ol aria-label="Steps of the decision" className="m-0 list-none p-2">
        {steps.map((step) => {
          const verdict = verdicts[step.verdict];
          return (
            <li
              key={step.id}
              aria-current={step.isDeciding ? "step" : undefined}
              className={cn(
                "flex items-start gap-3 px-2 py-2",
                step.isDeciding ? "rounded-r bg-surface-2 shadow-[inset_2px_0_0_var(--accent)]" : "rounded",
              )}
            >
              <span
                className={cn("grid size-5 shrink-0 place-items-center rounded-sm [&_svg]:size-3", verdict.className)}
              >
                {verdict.icon}
              </span>
              <div className="min-w-0 flex-1 text-13">
                <p className="flex flex-wrap items-baseline gap-x-2">
                  {step.href ? (
                    <TextLink href={step.href}>{step.label}</TextLink>
                  ) : (
                    <span className={cn("font-medium", step.verdict === "skip" ? "text-text-muted" : "text-text")}>
                      {step.label}
                    </span>
                  )}
                  <span className="text-text-muted">{verdict.word}</span>
                  {step.isDeciding && <span className="text-12 font-medium text-accent">decides</span>}
                </p>
                {step.detail && <div className="text-12 break-words text-text-muted">{step.detail}</div>}
              </div>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
