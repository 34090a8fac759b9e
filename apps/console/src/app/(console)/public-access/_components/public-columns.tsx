import type { ServerSummary } from "@peta/contract";
import { Badge, Button, type Column } from "@peta/ui";
import { NameCell } from "@/features/lists/name-cell.tsx";
import { publicState } from "@/features/public-access/public-words.ts";

/** What is open first, then what could be. */
const rank = ({ anonymousAccess, anonymousObstacle }: ServerSummary): number =>
  anonymousObstacle !== null ? 2 : anonymousAccess ? 0 : 1;

export const publicColumns = (on: {
  onClose: (server: ServerSummary) => void;
  busyId: string | undefined;
}): readonly Column<ServerSummary>[] => [
  {
    id: "name",
    header: "Server",
    sortValue: (server) => server.displayName,
    cell: ({ displayName }) => <NameCell name={displayName} />,
  },
  {
    id: "state",
    header: "Without a sign-in",
    sortValue: rank,
    cell(server) {
      const { tone, label, why } = publicState(server);
      return (
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1">
          <Badge tone={tone}>{label}</Badge>
          {why && <span className="w-full max-w-96 text-12 text-text-muted">{why}</span>}
        </span>
      );
    },
  },
  {
    id: "tools",
    header: "Tools",
    hideBelow: "sm",
    sortValue: (server) => server.anonymousToolCount,
    cell: (server) => (
      <span className="whitespace-nowrap">
        {server.anonymousToolCount} of {server.counts.tools}
      </span>
    ),
  },
  {
    id: "rate",
    header: "From one address",
    hideBelow: "md",
    sortValue: (server) => server.anonymousRateLimit,
    cell: (server) => (
      <span className={server.anonymousAccess ? "whitespace-nowrap" : "whitespace-nowrap text-text-muted"}>
        {server.anonymousRateLimit} a minute
      </span>
    ),
  },
  {
    id: "actions",
    header: "Actions",
    hideHeader: true,
    align: "end",
    cell: (server) =>
      server.anonymousAccess && (
        <Button
          size="sm"
          busy={on.busyId === server.serverId}
          aria-label={`Close ${server.displayName}`}
          onClick={() => on.onClose(server)}
        >
          Close
        </Button>
      ),
  },
];
