import { Ban, Check, CirclePause, Hourglass, TriangleAlert, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "../lib/tone.ts";
import { Badge } from "./badge.tsx";

export type Decision = "allowed" | "denied" | "failed" | "cancelled" | "held" | "rejected" | "expired";

const decisions: Record<Decision, { word: string; tone: Tone; icon: ReactNode }> = {
  allowed: { word: "Allowed", tone: "success", icon: <Check aria-hidden /> },
  denied: { word: "Denied", tone: "danger", icon: <X aria-hidden /> },
  failed: { word: "Failed", tone: "warning", icon: <TriangleAlert aria-hidden /> },
  cancelled: { word: "Cancelled", tone: "neutral", icon: <Ban aria-hidden /> },
  held: { word: "Held", tone: "info", icon: <CirclePause aria-hidden /> },
  rejected: { word: "Rejected", tone: "danger", icon: <Undo2 aria-hidden /> },
  expired: { word: "Expired", tone: "neutral", icon: <Hourglass aria-hidden /> },
};

export interface DecisionBadgeProps {
  decision: Decision;
  label?: string;
  className?: string;
}

/** What became of a call: icon and word. */
export function DecisionBadge({ decision, label, className }: DecisionBadgeProps) {
  const { word, tone, icon } = decisions[decision];
  return (
    <Badge tone={tone} icon={icon} className={className}>
      {label ?? word}
    </Badge>
  );
}
