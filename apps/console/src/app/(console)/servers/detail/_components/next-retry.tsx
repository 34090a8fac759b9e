"use client";

import { countdownText, useSecond } from "@peta/ui";

/** When Core looks for the server again, counting down. */
export function NextRetry({ at }: { at: string | null }) {
  const now = useSecond();
  if (at === null) return "Core tries again with the next request.";
  if (now === null) return null;
  const leftMs = new Date(at).getTime() - now;
  return leftMs <= 0 ? "Core is trying again now." : `Core tries again in ${countdownText(leftMs)}.`;
}
