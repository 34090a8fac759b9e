"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LiveProvider } from "@/lib/live/live-provider.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { detourOf, toConsoleError } from "@/lib/trpc/public-error.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { SameWorkspace } from "./same-workspace.tsx";
import { SessionProvider } from "./session-context.tsx";

/**
 * Lets the pages in once Core has said who is asking. Without a session the error's detour leads to sign-in; while
 * that happens, and while Core is asked, `waiting` is shown: nothing of the workspace is drawn before.
 */
export function SessionGate({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.consoleSessions.me.queryOptions(undefined, { staleTime: 60_000 }));

  if (me.data && !(me.error && detourOf(toConsoleError(me.error).code))) {
    return (
      <SessionProvider me={me.data}>
        <LiveProvider>
          <SameWorkspace slug={me.data.workspace.slug}>{children}</SameWorkspace>
        </LiveProvider>
      </SessionProvider>
    );
  }
  if (me.error && !detourOf(toConsoleError(me.error).code)) {
    return (
      <main className="mx-auto grid min-h-dvh max-w-lg content-center p-4">
        <QueryProblem query={me} what="The Console could not start" />
      </main>
    );
  }
  return waiting;
}
