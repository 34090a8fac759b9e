import { Check, Hand, KeyRound, Scale, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "../lib/tone.ts";
import { Badge } from "../primitives/badge.tsx";
import type { Effect } from "./layers.ts";

const effects: Record<Effect, { word: string; tone: Tone; icon: ReactNode }> = {
  allow: { word: "Allowed", tone: "success", icon: <Check aria-hidden /> },
  deny: { word: "Denied", tone: "danger", icon: <X aria-hidden /> },
  require_approval: { word: "Needs approval", tone: "warning", icon: <Hand aria-hidden /> },
  require_approval_with_step_up: { word: "Approval, step-up", tone: "warning", icon: <KeyRound aria-hidden /> },
};

/** The word of an effect: "Needs approval". */
export function effectWord(effect: Effect): string {
  return effects[effect].word;
}

/** No effect yet: a rule looks at the arguments or the moment of each call. */
const perCall = { word: "Depends on call", tone: "info" as const, icon: <Scale aria-hidden /> };

export interface EffectBadgeProps {
  effect: Effect;
  /** `deny` holds for no call at all: each is decided by its own. */
  dependsOnCall?: boolean | undefined;
  label?: string;
  className?: string;
}

/** What becomes of a call: icon and word. */
export function EffectBadge({ effect, dependsOnCall = false, label, className }: EffectBadgeProps) {
  const { word, tone, icon } = dependsOnCall ? perCall : effects[effect];
  return (
    <Badge tone={tone} icon={icon} className={className}>
      {label ?? word}
    </Badge>
  );
}
