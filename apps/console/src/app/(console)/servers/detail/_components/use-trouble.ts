"use client";

import { useState } from "react";
import { wantsSignIn } from "@/features/servers/sign-in-words.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";

export interface Trouble {
  reason: string;
  remedy: string | null;
  /** Nothing but a sign-in of Core's is missing. */
  isSignIn: boolean;
}

const isUnwell = ({ status }: Pick<ServerDetail, "status">): boolean => status === "error" || status === "offline";

/** What is wrong with the server; it stays while Core tries again, so that the page does not jump with each try. */
export function useTrouble(server: ServerDetail): Trouble | null {
  const [last, setLast] = useState<Trouble | null>(null);
  const now: Trouble | null =
    isUnwell(server) && server.statusReason
      ? { reason: server.statusReason, remedy: server.failure?.remedy ?? null, isSignIn: wantsSignIn(server) }
      : server.status === "connecting"
        ? last
        : null;
  if (now?.reason !== last?.reason || now?.remedy !== last?.remedy) setLast(now);
  return now;
}
