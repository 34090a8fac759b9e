import { Circle, CircleDashed, CircleX, Moon, OctagonPause, ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { type Tone, textTone } from "../lib/tone.ts";

export type Status =
  | "online"
  | "offline"
  | "connecting"
  | "error"
  | "sleeping"
  | "paused"
  | "quarantined"
  | "disabled"
  | "expired"
  | "active"
  | "pending";

const statuses: Record<Status, { word: string; tone: Tone; shape: ReactNode }> = {
  online: { word: "Online", tone: "success", shape: <Circle aria-hidden fill="currentColor" /> },
  active: { word: "Active", tone: "success", shape: <Circle aria-hidden fill="currentColor" /> },
  connecting: { word: "Connecting", tone: "info", shape: <CircleDashed aria-hidden className="animate-pulse" /> },
  pending: { word: "Pending", tone: "warning", shape: <CircleDashed aria-hidden /> },
  sleeping: { word: "Sleeping", tone: "neutral", shape: <Moon aria-hidden /> },
  paused: { word: "Paused", tone: "warning", shape: <OctagonPause aria-hidden /> },
  quarantined: { word: "Quarantined", tone: "warning", shape: <ShieldAlert aria-hidden /> },
  offline: { word: "Offline", tone: "neutral", shape: <Circle aria-hidden /> },
  disabled: { word: "Disabled", tone: "neutral", shape: <Circle aria-hidden /> },
  expired: { word: "Expired", tone: "neutral", shape: <CircleX aria-hidden /> },
  error: { word: "Error", tone: "danger", shape: <CircleX aria-hidden /> },
};

export interface StatusBadgeProps {
  status: Status;
  /** Replaces the standard word ("Starting", "3 of 4 online"). */
  label?: string;
  className?: string;
}

/** The state of a server, agent or token: a shape and a word, with colour only as a third sign. */
export function StatusBadge({ status, label, className }: StatusBadgeProps) {
  const { word, tone, shape } = statuses[status];
  const filled = status === "online" || status === "active";
  return (
    <span className={cn("inline-flex items-center gap-1.5 align-top text-13 whitespace-nowrap text-text", className)}>
      <span
        className={cn(
          "inline-flex w-3.5 justify-center",
          textTone[tone],
          filled ? "[&_svg]:size-2" : "[&_svg]:size-3.5",
        )}
      >
        {shape}
      </span>
      {/* What stands beside the badge is aligned with its word, not with its shape. */}
      <span className="self-baseline">{label ?? word}</span>
    </span>
  );
}
