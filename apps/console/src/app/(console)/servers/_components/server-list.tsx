"use client";

import { Button, DataTable, EmptyState, FilterBar, PageHeader } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { Plus, Server } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { fleetSentence, serverHref } from "@/features/servers/server-words.ts";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTyped } from "@/lib/url/use-typed.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { serverColumns } from "./server-columns.tsx";

const statusOptions = ["online", "connecting", "sleeping", "offline", "error", "disabled"].map((value) => ({
  value,
  label: value.slice(0, 1).toUpperCase() + value.slice(1),
}));

/** Every registered server with its state; states change in place as Core announces them. */
export function ServerList() {
  const trpc = useTRPC();
  const router = useRouter();
  const servers = useQuery(trpc.servers.list.queryOptions());
  const [params, setParams] = useUrlState(["q", "status"] as const);
  usePageShortcuts([{ keys: "n", label: "Add server", run: () => router.push("/servers/add") }]);

  const search = useTyped(params.q ?? "", (q) => setParams({ q }));
  const word = search.value.trim().toLowerCase();
  const shown = servers.data?.filter(
    (server) =>
      (!params.status || server.status === params.status) &&
      (!word || `${server.serverId} ${server.displayName}`.toLowerCase().includes(word)),
  );
  const add = (
    <Button asChild variant="primary">
      <Link href="/servers/add">
        <Plus aria-hidden /> Add server
      </Link>
    </Button>
  );
  const isFiltered = Boolean(word || params.status);
  const clear = () => {
    search.set("");
    setParams({ q: null, status: null });
  };

  return (
    <>
      <PageHeader title="Servers" description={servers.data && `${fleetSentence(servers.data)}.`} actions={add} />
      {servers.data && servers.data.length > 0 && (
        <FilterBar
          search={{ value: search.value, onChange: search.set, placeholder: "Name or id", label: "Search servers" }}
          filters={[
            {
              id: "status",
              label: "Status",
              value: params.status,
              options: statusOptions,
              onChange: (status) => setParams({ status }),
            },
          ]}
          result={isFiltered && `${shown?.length ?? 0} of ${servers.data.length}`}
          onClear={clear}
        />
      )}
      <DataTable
        label="Servers"
        columns={serverColumns}
        rows={shown}
        rowKey={(server) => server.serverId}
        rowHref={(server) => serverHref(server.serverId)}
        error={
          servers.error && !servers.data ? (
            <QueryProblem query={servers} what="The servers could not be read" />
          ) : undefined
        }
        empty={
          isFiltered ? (
            <EmptyState
              title="No server fits these filters"
              compact
              action={<Button onClick={clear}>Clear filters</Button>}
            />
          ) : (
            <EmptyState
              icon={<Server aria-hidden />}
              title="No servers yet"
              action={add}
              command="npm run -s peta -- server add everything --command npx --arg -y --arg @modelcontextprotocol/server-everything"
            >
              MCP servers that you register appear here with their state, tools and resources. Agents reach them only
              through Core.
            </EmptyState>
          )
        }
      />
    </>
  );
}
