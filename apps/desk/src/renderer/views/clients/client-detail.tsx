import type { ClientView } from "@peta/contract";
import { EmptyState, ErrorState, RelativeTime, TableSkeleton, TextLink, UserSwitches } from "@peta/ui";
import { problemOf } from "../../desk/ask.ts";
import { type ClientRef, useCapabilities } from "../../desk/queries.ts";
import { hrefTo } from "../../router/route.ts";
import { clientDetail } from "./client-words.ts";
import { switchGroups } from "./switch-groups.ts";
import { useSwitch } from "./use-switch.ts";

export interface ClientDetailProps {
  of: ClientRef;
  /** Null for all clients, and for one that is not known any more. */
  client: ClientView | null;
  whose: string;
}

/** What one client may use: each thing on or off, and how often one is asked. */
export function ClientDetail({ of, client, whose }: ClientDetailProps) {
  const capabilities = useCapabilities(of);
  const { busyKeys, onSwitch, onRaise } = useSwitch(of);
  const name = client?.name ?? "All clients";
  const missing = capabilities.data?.servers.filter((server) => server.isConfigurable && !server.isConfigured) ?? [];
  return (
    <section aria-labelledby="client-name">
      <header className="mb-3">
        <h2 id="client-name" className="text-16 font-semibold [overflow-wrap:anywhere] text-text">
          {name}
          {client?.version && <span className="ml-2 text-13 font-normal text-text-muted">{client.version}</span>}
        </h2>
        <p className="text-13 text-text-muted">
          {whose === "You" ? "Acts for you" : `Acts as ${whose}`}
          {client ? (
            <>
              {" "}
              · {clientDetail(client)} · last used <RelativeTime at={client.lastSeenAt} />
            </>
          ) : (
            ". What is switched off here is off for each of them."
          )}
        </p>
        {missing.length > 0 && (
          <p className="mt-1 text-13">
            {missing.map(({ displayName }) => displayName).join(", ")} {missing.length === 1 ? "does" : "do"} not work
            yet:{" "}
            <TextLink href={hrefTo.credentials(whose === "You" ? undefined : of.principalId)}>
              enter the credentials
            </TextLink>
            .
          </p>
        )}
      </header>
      {capabilities.isPending && <TableSkeleton label="Loading what it may use" columns={3} />}
      {!capabilities.isPending && !capabilities.data && (
        <ErrorState
          title="What it may use could not be read"
          {...problemOf(capabilities.error)}
          onRetry={() => void capabilities.refetch()}
          retrying={capabilities.isFetching}
        />
      )}
      {capabilities.data && (
        <UserSwitches
          label={`What ${name} may use`}
          groups={switchGroups(capabilities.data)}
          busyKeys={busyKeys}
          onSwitch={onSwitch}
          onRaise={onRaise}
          empty={
            <EmptyState title="It may use nothing yet">
              An administrator gives access to servers and their tools. What they give can be limited here, and not
              widened.
            </EmptyState>
          }
        />
      )}
    </section>
  );
}
