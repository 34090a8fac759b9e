"use client";

import { StatTile, StatTiles } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/lib/trpc/client.ts";

/** For who is no administrator: what is theirs, each number leading to its page. */
export function MyThings() {
  const trpc = useTRPC();
  const approvals = useQuery(trpc.approvals.count.queryOptions());
  const servers = useQuery(trpc.userServers.list.queryOptions({}));
  const clients = useQuery(trpc.clients.list.queryOptions({}));
  const mine = useQuery(trpc.principals.mine.queryOptions());
  const waiting = approvals.data?.decidableByMe ?? 0;
  const agents = (mine.data ?? []).filter((one) => one.kind === "agent").length;
  const missing = (servers.data ?? []).filter((server) => server.valuesOf === "none").length;
  return (
    <StatTiles>
      <StatTile
        label="Approvals"
        value={approvals.data?.decidableByMe ?? "–"}
        detail={waiting === 0 ? "Nothing waits for you" : waiting === 1 ? "waits for you" : "wait for you"}
        href="/approvals"
      />
      <StatTile
        label="My servers"
        value={servers.data?.length ?? "–"}
        detail={missing > 0 ? `${missing} without your values` : "All have your values"}
        href="/my-servers"
      />
      <StatTile
        label="My clients"
        value={clients.data?.length ?? "–"}
        detail={agents > 0 ? `and those of ${agents} ${agents === 1 ? "agent" : "agents"}` : "with a token of yours"}
        href="/my-clients"
      />
    </StatTiles>
  );
}
