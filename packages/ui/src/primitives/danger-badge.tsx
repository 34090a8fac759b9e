import { cn } from "../lib/cn.ts";
import { type Tone, textTone } from "../lib/tone.ts";

/** 0 silent · 1 notify · 2 approval · 3 approval with step-up. */
export type DangerLevel = 0 | 1 | 2 | 3;

const levels: Record<DangerLevel, { word: string; tone: Tone }> = {
  0: { word: "Silent", tone: "neutral" },
  1: { word: "Notify", tone: "info" },
  2: { word: "Approval", tone: "warning" },
  3: { word: "Step-up", tone: "danger" },
};

/** The word of a danger level. */
export function dangerWord(level: DangerLevel): string {
  return levels[level].word;
}

export interface DangerBadgeProps {
  level: DangerLevel;
  /** Only the bars; the word stays for screen readers and as a title. */
  compact?: boolean;
  className?: string;
}

/** How bad a call can be: as many filled bars as the level says, and its word. */
export function DangerBadge({ level, compact, className }: DangerBadgeProps) {
  const { word, tone } = levels[level];
  return (
    <span
      className={cn("inline-flex items-center gap-1.5 align-top text-13 whitespace-nowrap", className)}
      title={`Danger level ${level}: ${word.toLowerCase()}`}
    >
      <svg aria-hidden viewBox="0 0 14 12" className={cn("h-3 w-3.5", textTone[tone])}>
        {[1, 2, 3].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 5 + 0.5}
            y={10.5 - bar * 3}
            width="3"
            height={bar * 3}
            rx="0.75"
            fill={bar <= level ? "currentColor" : "none"}
            stroke="currentColor"
            strokeOpacity={bar <= level ? 1 : 0.55}
          />
        ))}
      </svg>
      <span className={compact ? "sr-only" : undefined}>
        <span className="sr-only">Danger: </span>
        {word}
      </span>
    </span>
  );
}
