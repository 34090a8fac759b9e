"use client";

import type { UserServerView } from "@peta/contract";
import {
  Badge,
  type Column,
  DataTable,
  EmptyState,
  Field,
  PageHeader,
  RelativeTime,
  Select,
  StatusBadge,
} from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ServerCog } from "lucide-react";
import { idUnless, NameCell } from "@/features/lists/name-cell.tsx";
import { statusOf, valuesWords } from "@/features/user-values/own-values-words.ts";
import { useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { OwnServerPanel } from "./own-server-panel.tsx";

/** The servers that run with values of their users, and one's own values, or an agent's, for each. */
export function MyServers() {
  const trpc = useTRPC();
  const me = useMe();
  const [params, setParams] = useUrlState(["of", "server"] as const);
  const mine = useQuery(trpc.principals.mine.queryOptions());
  const agents = (mine.data ?? []).filter((one) => one.principalId !== me.principalId);
  const agent = agents.find((one) => one.principalId === params.of);
  const servers = useQuery(trpc.userServers.list.queryOptions({ ...(agent && { principalId: agent.principalId }) }));
  const waiting = (servers.data ?? []).filter((server) => server.valuesOf === "none").length;
  return (
    <>
      <PageHeader
        title="My servers"
        description={servers.data && ownServersSentence(servers.data.length, waiting)}
        actions={
          agents.length > 0 && (
            <Field label="Whose values" hideLabel className="w-64 max-w-full">
              <Select
                value={agent?.principalId ?? ""}
                onValueChange={(of) => setParams({ of, server: null }, "push")}
                options={[
                  { value: "", label: "My own values" },
                  ...agents.map((one) => ({ value: one.principalId, label: `For my agent ${one.displayName}` })),
                ]}
              />
            </Field>
          )
        }
      />
      <DataTable
        label="Servers with own values"
        columns={columns}
        rows={servers.data}
        rowKey={(server) => server.serverId}
        onRowOpen={(server) => setParams({ server: server.serverId }, "push")}
        selectedKey={params.server}
        error={
          servers.error && !servers.data ? (
            <QueryProblem query={servers} what="Your servers could not be read" />
          ) : undefined
        }
        empty={
          <EmptyState icon={<ServerCog aria-hidden />} title="No server asks for values of your own">
            Servers that you may use, and that need a key or an account of each user, appear here.
          </EmptyState>
        }
      />
      <OwnServerPanel
        server={servers.data?.find((server) => server.serverId === params.server)}
        agent={agent}
        onClose={() => setParams({ server: null })}
      />
    </>
  );
}

function ownServersSentence(count: number, waiting: number): string {
  if (count === 0) return "No server needs values of each user.";
  const servers = count === 1 ? "1 server needs" : `${count} servers need`;
  return `${servers} values of each user, ${waiting === 0 ? "all are entered" : `${waiting} still ${waiting === 1 ? "waits" : "wait"}`}.`;
}

const columns: readonly Column<UserServerView>[] = [
  {
    id: "name",
    header: "Server",
    sortValue: (server) => server.displayName,
    cell: ({ displayName, serverId }) => <NameCell name={displayName} detail={idUnless(displayName, serverId)} />,
  },
  {
    id: "values",
    header: "Values",
    sortValue: (server) => server.valuesOf,
    cell: (server) => (
      <span className="flex flex-wrap items-center gap-2">
        <Badge tone={server.valuesOf === "none" ? "warning" : "success"}>{valuesWords(server)}</Badge>
        {server.shareWithAgents && <span className="text-12 text-text-muted">also for my agents</span>}
      </span>
    ),
  },
  {
    id: "status",
    header: "Instance",
    hideBelow: "sm",
    cell: (server) => <StatusBadge status={statusOf(server.status)} />,
  },
  {
    id: "configured",
    header: "Entered",
    align: "end",
    hideBelow: "md",
    sortValue: (server) => server.configuredAt,
    cell: (server) =>
      server.configuredAt ? (
        <RelativeTime at={server.configuredAt} style="narrow" />
      ) : (
        <span className="text-text-muted">Never</span>
      ),
  },
];
