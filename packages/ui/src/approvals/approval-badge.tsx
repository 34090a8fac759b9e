import { Check, CheckCheck, CircleDashed, Hourglass, LoaderCircle, TriangleAlert, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "../lib/tone.ts";
import { Badge } from "../primitives/badge.tsx";

export type ApprovalState = "pending" | "approved" | "rejected" | "expired" | "executing" | "executed" | "failed";

const states: Record<ApprovalState, { word: string; tone: Tone; icon: ReactNode }> = {
  pending: { word: "Waiting", tone: "warning", icon: <CircleDashed aria-hidden /> },
  approved: { word: "Approved", tone: "success", icon: <Check aria-hidden /> },
  rejected: { word: "Rejected", tone: "danger", icon: <Undo2 aria-hidden /> },
  expired: { word: "Expired", tone: "neutral", icon: <Hourglass aria-hidden /> },
  executing: { word: "Running", tone: "info", icon: <LoaderCircle aria-hidden /> },
  executed: { word: "Approved and done", tone: "success", icon: <CheckCheck aria-hidden /> },
  failed: { word: "Approved, then failed", tone: "warning", icon: <TriangleAlert aria-hidden /> },
};

/** The word of an approval's state: "Waiting". */
export function approvalWord(state: ApprovalState): string {
  return states[state].word;
}

/** Where an approval stands: icon and word. */
export function ApprovalBadge({ state, className }: { state: ApprovalState; className?: string }) {
  const { word, tone, icon } = states[state];
  return (
    <Badge tone={tone} icon={icon} className={className}>
      {word}
    </Badge>
  );
}
