"use client";

import { ALL_CLIENTS, type ClientView } from "@peta/contract";
import { Badge, Button, type Column, DataTable, EmptyState, PageSection, RelativeTime } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal } from "lucide-react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { ClientPanel } from "./client-panel.tsx";
import { restrictionWords, sourceWords } from "./client-words.ts";

export interface ClientTableProps {
  principalId: string;
  title: string;
  description?: string;
}

/** The client applications of one principal; a press opens what one may use. */
export function ClientTable({ principalId, title, description }: ClientTableProps) {
  const trpc = useTRPC();
  const clients = useQuery(trpc.clients.list.queryOptions({ principalId }));
  // Several principals can stand on a page: the address says whose client is open.
  const [params, setParams] = useUrlState(["of", "client"] as const);
  const openKey = params.of === principalId ? params.client : null;
  const open = (clientKey: string | null) =>
    setParams({ of: clientKey && principalId, client: clientKey }, clientKey ? "push" : "replace");
  return (
    <PageSection
      title={title}
      description={description}
      actions={
        <Button icon={<SlidersHorizontal aria-hidden />} onClick={() => open(ALL_CLIENTS)}>
          For all clients
        </Button>
      }
    >
      <DataTable
        label={`Clients of ${principalId}`}
        columns={clientColumns}
        rows={clients.data}
        rowKey={(client) => client.clientKey}
        onRowOpen={(client) => open(client.clientKey)}
        selectedKey={openKey}
        error={
          clients.error && !clients.data ? (
            <QueryProblem query={clients} what="The clients could not be read" compact />
          ) : undefined
        }
        empty={
          <EmptyState title="No client has connected yet" compact>
            Each application appears here with its first request. What it may use can then be narrowed for it alone.
          </EmptyState>
        }
      />
      <ClientPanel
        principalId={principalId}
        clientKey={openKey}
        client={clients.data?.find((client) => client.clientKey === openKey)}
        onClose={() => open(null)}
      />
    </PageSection>
  );
}

const clientColumns: readonly Column<ClientView>[] = [
  {
    id: "name",
    header: "Client",
    sortValue: (client) => client.name,
    cell: (client) => (
      <span className="grid min-w-0">
        <span className="truncate font-medium">
          {client.name}
          {client.version && <span className="font-normal text-text-muted"> {client.version}</span>}
        </span>
        <span className="truncate font-mono text-12 text-text-muted">{client.clientKey}</span>
      </span>
    ),
  },
  {
    id: "source",
    header: "Known from",
    hideBelow: "md",
    sortValue: (client) => client.source,
    cell: (client) => sourceWords[client.source],
  },
  {
    id: "sessions",
    header: "Open sessions",
    align: "end",
    hideBelow: "sm",
    sortValue: (client) => client.activeSessions,
    cell: (client) => client.activeSessions,
  },
  {
    id: "restrictions",
    header: "Narrowed",
    hideBelow: "sm",
    sortValue: (client) => client.restrictions,
    cell: (client) =>
      client.restrictions > 0 ? (
        <Badge tone="info">{restrictionWords(client.restrictions)}</Badge>
      ) : (
        <span className="text-text-muted">{restrictionWords(0)}</span>
      ),
  },
  {
    id: "seen",
    header: "Last seen",
    align: "end",
    sortValue: (client) => client.lastSeenAt,
    cell: (client) => <RelativeTime at={client.lastSeenAt} style="narrow" />,
  },
];
