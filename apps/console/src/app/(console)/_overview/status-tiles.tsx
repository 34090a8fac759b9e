"use client";

import type { ServerSummary, Status } from "@peta/contract";
import { StatTile, StatTiles } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { fleetRemark } from "@/features/servers/server-words.ts";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Four numbers, each leading to its rows. */
export function StatusTiles({ status, servers }: { status: Status; servers?: readonly ServerSummary[] | undefined }) {
  const trpc = useTRPC();
  const activity = useQuery(trpc.audit.activity.queryOptions({ hours: 24 }));
  const { counts } = status;
  const buckets = activity.data?.buckets ?? [];
  return (
    <StatTiles>
      <StatTile
        label="Servers online"
        value={counts.serversOnline}
        unit={`of ${counts.servers}`}
        detail={servers && fleetRemark(servers)}
        href="/servers"
      />
      <StatTile
        label="Calls, 24 hours"
        value={counts.calls24h.toLocaleString("en")}
        detail={`${counts.sessions} live MCP ${counts.sessions === 1 ? "session" : "sessions"}`}
        trend={trendOf(
          buckets.map(({ at: _, ...ended }) => Object.values(ended).reduce((sum, calls) => sum + calls, 0)),
        )}
        trendLabel="Calls per hour"
        href="/audit"
      />
      <StatTile
        label="Denied, 24 hours"
        value={counts.denied24h.toLocaleString("en")}
        detail={shareText(counts.denied24h, counts.calls24h)}
        trend={trendOf(buckets.map((bucket) => bucket.denied))}
        trendLabel="Denied per hour"
        tone="danger"
        href={auditHref({ outcome: "denied" })}
      />
      <StatTile
        label="Failed, 24 hours"
        value={counts.failed24h.toLocaleString("en")}
        detail={shareText(counts.failed24h, counts.calls24h)}
        trend={trendOf(buckets.map((bucket) => bucket.failed))}
        trendLabel="Failed per hour"
        tone="warning"
        href={auditHref({ outcome: "failed" })}
      />
    </StatTiles>
  );
}

/** A line of zeros says less than no line. */
const trendOf = (values: number[]): number[] => (values.some((value) => value > 0) ? values : []);

const shareText = (part: number, all: number): string =>
  all === 0 ? "No calls" : `${((part / all) * 100).toFixed(part === 0 ? 0 : 1)} % of calls`;
