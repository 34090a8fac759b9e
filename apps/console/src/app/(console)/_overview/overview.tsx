"use client";

import { Card, PageHeader, StatTilesSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ClientTabs } from "@/features/connect/client-tabs.tsx";
import { fleetSentence } from "@/features/servers/server-words.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { ActivityCards } from "./activity-cards.tsx";
import { FirstRun } from "./first-run.tsx";
import { MyAccess } from "./my-access.tsx";
import { MyThings } from "./my-things.tsx";
import { overviewSentence } from "./overview-words.ts";
import { RecentDenials } from "./recent-denials.tsx";
import { StatusTiles } from "./status-tiles.tsx";
import { WaitingApprovals } from "./waiting-approvals.tsx";

/** Is everything up, what just happened, what was denied; before the first call, how to make it. */
export function Overview() {
  const trpc = useTRPC();
  const me = useMe();
  const isAdmin = isAdministrator(me);
  const status = useQuery(trpc.installation.status.queryOptions());
  const servers = useQuery(trpc.servers.list.queryOptions(undefined, { enabled: isAdmin }));
  const firstCall = useQuery(trpc.audit.list.queryOptions({ action: "tools/call", limit: 1 }, { enabled: isAdmin }));
  const hasCalls = firstCall.data && firstCall.data.rows.length > 0;
  return (
    <>
      <PageHeader
        title="Overview"
        description={
          isAdmin && status.data && servers.data && overviewSentence(fleetSentence(servers.data), status.data.counts)
        }
      />
      <WaitingApprovals />
      {!isAdmin ? (
        <MyThings />
      ) : status.data ? (
        <StatusTiles status={status.data} servers={servers.data} />
      ) : status.error ? (
        <QueryProblem query={status} what="The state could not be read" />
      ) : (
        <StatTilesSkeleton count={4} />
      )}
      <div className="mt-6 grid gap-6">
        {isAdmin && status.data && firstCall.data && !hasCalls && <FirstRun status={status.data} />}
        {isAdmin && hasCalls && <ActivityCards />}
        {isAdmin && hasCalls && <RecentDenials />}
        {!isAdmin && <MyAccess />}
        {!isAdmin && status.data && (
          <Card
            title="Connect a client"
            description="Sign in with OAuth where the client can; else an owner or an admin gives you an access token to put in its place."
          >
            <ClientTabs endpoint={status.data.endpoint} />
          </Card>
        )}
      </div>
    </>
  );
}
