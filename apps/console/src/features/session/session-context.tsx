"use client";

import type { Me } from "@peta/contract";
import { createContext, type ReactNode, use } from "react";

const SessionContext = createContext<Me | null>(null);

/** Who is signed in. Only inside the Console's shell. */
export function useMe(): Me {
  const me = use(SessionContext);
  if (!me) throw new Error("useMe needs the SessionGate around it.");
  return me;
}

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <SessionContext value={me}>{children}</SessionContext>;
}

/** Owners and admins. The Console hides what others may not do; only Core forbids it. */
export const isAdministrator = (me: Me): boolean => me.role === "owner" || me.role === "admin";
