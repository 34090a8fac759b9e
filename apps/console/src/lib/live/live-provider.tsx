"use client";

import type { ChangeTopic } from "@peta/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { createCollector } from "./collector.ts";
import { isOfRouters, isPaged, routersOf } from "./topics.ts";

/** `lost`: announcements stopped and are asked for again. */
export type LiveState = "connecting" | "live" | "lost";

const LiveContext = createContext<LiveState>("connecting");

/** Whether the page is told of changes as they happen. */
export const useLiveState = (): LiveState => use(LiveContext);

const flushEveryMs = 2_000;
const firstWaitMs = 700;
const longestRetryMs = 15_000;

/**
 * Subscribes to Core's announcements, then lets the pages fetch, and marks stale what is announced. After a gap
 * everything is asked again, because announcements of the gap are lost.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [mayFetch, setMayFetch] = useState(false);
  const [hasStarted, setStarted] = useState(false);
  const [failures, setFailures] = useState(0);

  const collector = useMemo(
    () =>
      createCollector<ChangeTopic>((topics) => {
        const routers = routersOf(topics);
        void queries.invalidateQueries({ predicate: ({ queryKey }) => isOfRouters(queryKey, routers) });
      }, flushEveryMs),
    [queries],
  );
  useEffect(() => () => collector.stop(), [collector]);

  const subscription = useSubscription(
    trpc.events.changes.subscriptionOptions(undefined, {
      onStarted() {
        if (hasStarted || mayFetch) void queries.invalidateQueries({ predicate: ({ queryKey }) => !isPaged(queryKey) });
        setFailures(0);
        setStarted(true);
        setMayFetch(true);
      },
      onData: (change) => collector.add(change.data.topic),
    }),
  );

  // Pages do not wait for ever: without announcements they work as of now.
  useEffect(() => {
    const timer = setTimeout(() => setMayFetch(true), firstWaitMs);
    return () => clearTimeout(timer);
  }, []);

  const { status, reset } = subscription;
  // Core ends the stream in good order (`idle`) when rights may have changed: with a token of one's own, for instance.
  const hasEnded = status === "error" || (status === "idle" && hasStarted);
  useEffect(() => {
    if (!hasEnded) return;
    // The stream does not say why it was refused; asking who we are does.
    void queries.invalidateQueries({ queryKey: trpc.consoleSessions.me.queryKey() });
    const again = () => {
      setFailures(failures + 1);
      reset();
    };
    const retry = setTimeout(again, Math.min(longestRetryMs, 1_000 * 2 ** failures));
    return () => clearTimeout(retry);
  }, [hasEnded, failures, reset, queries, trpc]);

  const state: LiveState = status === "pending" ? "live" : !hasStarted && status !== "error" ? "connecting" : "lost";
  return <LiveContext value={state}>{mayFetch ? children : null}</LiveContext>;
}
