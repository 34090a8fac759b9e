import { Badge, Button, EmptyState, ErrorState, PageHeader, PickList, RelativeTime, TableSkeleton } from "@peta/ui";
import { ArrowLeft, MonitorDot } from "lucide-react";
import { problemOf } from "../../desk/ask.ts";
import { type ClientRef, useClients, useMine } from "../../desk/queries.ts";
import { hrefTo, navigate } from "../../router/route.ts";
import { useIsWide } from "../approvals/use-is-wide.ts";
import { ClientDetail } from "./client-detail.tsx";
import { type ClientEntry, clientDetail, clientEntries, whoseWords } from "./client-words.ts";

/** The applications that act for the person or their agents, and what each may use. */
export function ClientsPage({ client }: { client: ClientRef | null }) {
  const mine = useMine();
  const clients = useClients();
  const isWide = useIsWide();
  if (mine.isPending || clients.isPending)
    return (
      <>
        <PageHeader title="Clients" description="Reading the applications that act for you." />
        <TableSkeleton label="Loading clients" columns={2} />
      </>
    );
  if (!mine.data || !clients.data)
    return (
      <ErrorState
        title="Clients could not be read"
        {...problemOf(mine.error ?? clients.error)}
        onRetry={() => {
          void mine.refetch();
          void clients.refetch();
        }}
        retrying={mine.isFetching || clients.isFetching}
      />
    );
  const principals = mine.data;
  const groups = principals.map(({ principalId }) => ({
    id: principalId,
    label: whoseWords(principalId, principals),
    items: clientEntries(principalId, clients.data),
  }));
  const shown =
    client ?? (isWide ? (groups.flatMap(({ items }) => items).find((entry) => entry.client !== null) ?? null) : null);
  const found =
    shown && clients.data.find((one) => one.clientKey === shown.clientKey && one.principalId === shown.principalId);
  const showsList = isWide || client === null;
  return (
    <>
      {showsList ? (
        <PageHeader
          className="mb-4"
          title="Clients"
          description="The applications that act for you and your agents. Switch off what one of them does not need, or let it ask more often."
        />
      ) : (
        <h1 className="sr-only">Clients</h1>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(13rem,16rem)_minmax(0,1fr)]">
        {showsList && (
          <PickList
            label="Clients"
            groups={groups}
            itemKey={keyOf}
            selectedKey={shown && keyOf(shown)}
            onPick={(entry) => navigate(hrefTo.client(entry.principalId, entry.clientKey), { replace: isWide })}
          >
            {(entry) => <Row entry={entry} />}
          </PickList>
        )}
        {(isWide || client !== null) && (
          <div className="min-w-0">
            {!isWide && (
              <Button
                variant="ghost"
                size="sm"
                className="mb-3 -ml-2"
                icon={<ArrowLeft aria-hidden />}
                onClick={() => navigate(hrefTo.clients())}
              >
                All clients
              </Button>
            )}
            {shown === null ? (
              <EmptyState icon={<MonitorDot aria-hidden />} title="No application has called yet">
                Once one of your applications has used Peta, it appears here. What holds for all of them can be set now.
              </EmptyState>
            ) : (
              <ClientDetail
                key={keyOf(shown)}
                of={shown}
                client={found ?? null}
                whose={whoseWords(shown.principalId, principals)}
              />
            )}
          </div>
        )}
      </div>
    </>
  );
}

const keyOf = ({ principalId, clientKey }: ClientRef): string => `${principalId} ${clientKey}`;

function Row({ entry: { client } }: { entry: ClientEntry }) {
  if (client === null) return <span className="font-medium text-text-muted">All clients</span>;
  return (
    <span className="grid gap-0.5">
      <span className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate font-medium text-text">{client.name}</span>
        {client.restrictions > 0 && <Badge tone="info">{client.restrictions} limited</Badge>}
      </span>
      <span className="flex justify-between gap-2 text-12 text-text-muted">
        <span>{clientDetail(client)}</span>
        <RelativeTime at={client.lastSeenAt} style="narrow" />
      </span>
    </span>
  );
}
