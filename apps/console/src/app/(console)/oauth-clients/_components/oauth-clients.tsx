"use client";

import type { OAuthClientView } from "@peta/contract";
import { Button, DataTable, EmptyState, FilterBar, PageHeader } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { AppWindow, Plus } from "lucide-react";
import { AddClientDialog } from "@/features/oauth/add-client-dialog.tsx";
import { originWords } from "@/features/oauth/oauth-words.ts";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useTyped } from "@/lib/url/use-typed.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { oauthClientColumns } from "./oauth-client-columns.tsx";
import { OAuthClientPanel } from "./oauth-client-panel.tsx";

const originOptions = Object.entries(originWords).map(([value, { label }]) => ({ value, label }));
const stateOptions = [
  { value: "on", label: "On" },
  { value: "off", label: "Switched off" },
];

const crowd = (clients: readonly OAuthClientView[]): string => {
  const off = clients.filter((client) => !client.enabled).length;
  const count = `${clients.length} ${clients.length === 1 ? "application" : "applications"}`;
  return off === 0 ? `${count} known here.` : `${count} known here, ${off} switched off.`;
};

/** The applications that sign people in, or act by themselves, in this workspace. */
export function OAuthClients() {
  const trpc = useTRPC();
  const clients = useQuery(trpc.oauth.listClients.queryOptions());
  const [params, setParams] = useUrlState(["q", "origin", "state", "add", "client"] as const);
  const setAdding = (open: boolean) => setParams({ add: open ? "1" : null });
  usePageShortcuts([{ keys: "n", label: "Add OAuth client", run: () => setAdding(true) }]);

  const search = useTyped(params.q ?? "", (q) => setParams({ q }));
  const word = search.value.trim().toLowerCase();
  const shown = clients.data?.filter(
    (client) =>
      (!params.origin || client.origin === params.origin) &&
      (!params.state || client.enabled === (params.state === "on")) &&
      (!word || `${client.name} ${client.clientId} ${client.principalId ?? ""}`.toLowerCase().includes(word)),
  );
  const isFiltered = Boolean(word || params.origin || params.state);
  const clear = () => {
    search.set("");
    setParams({ q: null, origin: null, state: null });
  };
  const open = (clientId: string | null) => setParams({ client: clientId }, clientId ? "push" : "replace");
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setAdding(true)}>
      Add OAuth client
    </Button>
  );

  return (
    <>
      <PageHeader title="OAuth clients" description={clients.data && crowd(clients.data)} actions={add} />
      <FilterBar
        search={{
          value: search.value,
          onChange: search.set,
          placeholder: "Name or client id",
          label: "Search OAuth clients",
        }}
        filters={[
          {
            id: "origin",
            label: "Known from",
            value: params.origin,
            options: originOptions,
            onChange: (origin) => setParams({ origin }),
          },
          {
            id: "state",
            label: "State",
            value: params.state,
            options: stateOptions,
            onChange: (state) => setParams({ state }),
          },
        ]}
        result={isFiltered && clients.data && `${shown?.length ?? 0} of ${clients.data.length}`}
        onClear={clear}
      />
      <DataTable
        label="OAuth clients"
        columns={oauthClientColumns}
        rows={shown}
        rowKey={(client) => client.clientId}
        onRowOpen={(client) => open(client.clientId)}
        selectedKey={params.client}
        error={
          clients.error && !clients.data ? (
            <QueryProblem query={clients} what="The OAuth clients could not be read" />
          ) : undefined
        }
        empty={
          isFiltered ? (
            <EmptyState
              title="No client fits these filters"
              compact
              action={<Button onClick={clear}>Clear filters</Button>}
            />
          ) : (
            <EmptyState
              icon={<AppWindow aria-hidden />}
              title="No application has signed anybody in yet"
              action={add}
              command='npm run -s peta -- oauth-client add "Nightly job" --acts-as ci-bot'
            >
              An application that a person allows to act for them appears here by itself. One that acts without a person
              is added here and bound to an agent.
            </EmptyState>
          )
        }
      />
      <OAuthClientPanel
        client={clients.data?.find((client) => client.clientId === params.client)}
        onClose={() => open(null)}
      />
      <AddClientDialog open={params.add !== null} onOpenChange={setAdding} />
    </>
  );
}
