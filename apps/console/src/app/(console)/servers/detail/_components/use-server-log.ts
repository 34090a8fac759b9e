"use client";

import type { ServerLogEntry } from "@peta/contract";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { withEntries } from "@/features/servers/log-lines.ts";
import { createCollector } from "@/lib/live/collector.ts";
import { useLiveState } from "@/lib/live/live-provider.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

const drawEveryMs = 120;
const retryMs = 2_000;

/**
 * What a server's log holds and what comes, while the page is open. Entries are drawn together: a busy server writes
 * hundreds a second.
 */
export function useServerLog(serverId: string) {
  const trpc = useTRPC();
  const live = useLiveState();
  const [entries, setEntries] = useState<readonly ServerLogEntry[]>([]);
  const [hasStarted, setStarted] = useState(false);
  const collector = useMemo(
    () => createCollector<ServerLogEntry>((more) => setEntries((known) => withEntries(known, [...more])), drawEveryMs),
    [],
  );
  useEffect(() => () => collector.stop(), [collector]);

  const { status, reset } = useSubscription(
    trpc.servers.log.subscriptionOptions(
      { serverId },
      {
        onStarted: () => setStarted(true),
        onData: (entry) => collector.add(entry.data),
      },
    ),
  );

  useEffect(() => {
    if (status !== "error") return;
    const retry = setTimeout(reset, retryMs);
    return () => clearTimeout(retry);
  }, [status, reset]);

  // A Core that was away may have begun its numbers anew: asking for what follows the last one would miss the first.
  const wasLost = useRef(false);
  useEffect(() => {
    if (live === "lost") wasLost.current = true;
    else if (live === "live" && wasLost.current) {
      wasLost.current = false;
      reset();
    }
  }, [live, reset]);

  return { entries, isReady: hasStarted, isLost: status === "error" || live === "lost" };
}
