import type { ServerSummary } from "@peta/contract";
import { Badge, type Column, RelativeTime, StatusBadge } from "@peta/ui";
import { idUnless, NameCell } from "@/features/lists/name-cell.tsx";
import { countsText, eraWords, transportWords } from "@/features/servers/server-words.ts";
import { signInTrouble } from "@/features/servers/sign-in-words.ts";

/** Trouble first when sorted by state. */
const urgency: Record<ServerSummary["status"], number> = {
  error: 0,
  offline: 1,
  connecting: 2,
  sleeping: 3,
  online: 4,
  disabled: 5,
};

export const serverColumns: readonly Column<ServerSummary>[] = [
  {
    id: "name",
    header: "Server",
    sortValue: (server) => server.displayName,
    cell: ({ displayName, serverId }) => <NameCell name={displayName} detail={idUnless(displayName, serverId)} />,
  },
  {
    id: "status",
    header: "Status",
    width: "19rem",
    sortValue: (server) => urgency[server.status],
    cell: (server) => (
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <StatusBadge status={server.status} />
        <RelativeTime at={server.statusSince} style="narrow" className="text-12 text-text-muted" />
        {server.waitingChanges > 0 && (
          <Badge tone="warning">
            {server.waitingChanges === 1 ? "1 change" : `${server.waitingChanges} changes`} to look at
          </Badge>
        )}
        {signInTrouble(server) && <Badge tone="warning">{signInTrouble(server)}</Badge>}
        {server.statusReason && server.status !== "online" && (
          <span className="line-clamp-2 w-full max-w-88 text-12 text-text-muted" title={server.statusReason}>
            {server.statusReason}
          </span>
        )}
      </span>
    ),
  },
  {
    id: "offers",
    header: "Offers",
    hideBelow: "md",
    sortValue: (server) => server.counts.tools,
    cell: (server) => countsText(server.counts),
  },
  {
    id: "transport",
    header: "Transport",
    hideBelow: "lg",
    sortValue: (server) => server.transport,
    cell: (server) => (
      <span className="whitespace-nowrap">
        {transportWords[server.transport]}
        {server.era && <span className="text-text-muted">, {eraWords[server.era]}</span>}
      </span>
    ),
  },
  {
    id: "access",
    header: "Access",
    hideBelow: "lg",
    sortValue: (server) => server.publicAccess,
    cell: (server) =>
      server.publicAccess ? (
        <Badge tone="info">Open to everybody</Badge>
      ) : (
        <span className="whitespace-nowrap text-text-muted">By permission</span>
      ),
  },
];
