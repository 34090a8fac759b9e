"use client";

import { LoadingState } from "@peta/ui";
import { type ReactNode, Suspense } from "react";
import { SessionGate } from "@/features/session/session-gate.tsx";
import { ConsoleShell } from "./console-shell.tsx";

/** Signed-in pages: first who is asking, then the shell, then the page. */
export function ConsoleFrame({ children }: { children: ReactNode }) {
  const waiting = (
    <main className="grid min-h-dvh place-items-center" aria-busy>
      <LoadingState label="Opening the Console" />
    </main>
  );
  return (
    <SessionGate waiting={waiting}>
      <Suspense fallback={waiting}>
        <ConsoleShell>{children}</ConsoleShell>
      </Suspense>
    </SessionGate>
  );
}
