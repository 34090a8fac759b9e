"use client";

import { Button, DataTable, EmptyState, PageHeader, PageSection } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { Server } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { publicSentence, reachesAnything } from "@/features/public-access/public-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { PublicAddress } from "./public-address.tsx";
import { publicColumns } from "./public-columns.tsx";
import { PublicServerPanel } from "./public-server-panel.tsx";
import { useClosePublic } from "./use-close-public.ts";

/** What anybody may use without a sign-in: the address to give out, and each server's part in it. */
export function PublicAccessPage() {
  const trpc = useTRPC();
  const servers = useQuery(trpc.servers.list.queryOptions());
  const [params, setParams] = useUrlState(["server"] as const);
  const { close, busyId } = useClosePublic();
  const columns = useMemo(() => publicColumns({ onClose: close, busyId }), [close, busyId]);
  const chosen = servers.data?.find(({ serverId }) => serverId === params.server);
  return (
    <>
      <PageHeader title="Public access" description={servers.data && publicSentence(servers.data)} />
      <PublicAddress isOpen={servers.data && servers.data.some(reachesAnything)} />
      <PageSection
        title="Servers"
        description="A server is opened, and tools of it are chosen; neither implies the other. Resources and prompts are never open."
      >
        <DataTable
          label="Servers and what of them is public"
          columns={columns}
          rows={servers.data}
          rowKey={(server) => server.serverId}
          onRowOpen={(server) => setParams({ server: server.serverId }, "push")}
          selectedKey={params.server}
          defaultSort={{ columnId: "state", direction: "ascending" }}
          error={
            servers.error && !servers.data ? (
              <QueryProblem query={servers} what="The servers could not be read" />
            ) : undefined
          }
          empty={
            <EmptyState
              icon={<Server aria-hidden />}
              title="No servers yet"
              compact
              action={
                <Button asChild>
                  <Link href="/servers/add">Add server</Link>
                </Button>
              }
            >
              Registered servers appear here. Each is closed until somebody opens it.
            </EmptyState>
          }
        />
      </PageSection>
      <PublicServerPanel
        serverId={params.server}
        name={chosen?.displayName ?? params.server ?? ""}
        onClose={() => setParams({ server: null })}
      />
    </>
  );
}
