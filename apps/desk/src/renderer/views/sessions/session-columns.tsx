import type { McpSessionView, OwnPrincipal } from "@peta/contract";
import { Button, type Column, RelativeTime } from "@peta/ui";
import { whoseWords } from "../clients/client-words.ts";

/** The client of a session, as it calls itself. */
export const nameOf = ({ clientName, clientVersion }: McpSessionView): string =>
  `${clientName ?? "Unnamed client"}${clientVersion ? ` ${clientVersion}` : ""}`;

/** Columns of the open sessions; `onEnd` asks before one ends. */
export const sessionColumns = (
  mine: readonly OwnPrincipal[],
  onEnd: (session: McpSessionView) => void,
): Column<McpSessionView>[] => [
  { id: "client", header: "Client", cell: (row) => nameOf(row), sortValue: (row) => nameOf(row) },
  {
    id: "whose",
    header: "Acts for",
    cell: (row) => whoseWords(row.principalId, mine),
    sortValue: (row) => row.principalId,
  },
  { id: "ip", header: "From", cell: (row) => <code>{row.ipAddress ?? "unknown"}</code>, hideBelow: "md" },
  {
    id: "opened",
    header: "Since",
    cell: (row) => <RelativeTime at={row.openedAt} style="narrow" />,
    sortValue: (row) => row.openedAt,
    hideBelow: "sm",
  },
  {
    id: "seen",
    header: "Last used",
    cell: (row) => <RelativeTime at={row.lastSeenAt} style="narrow" />,
    sortValue: (row) => row.lastSeenAt,
    hideBelow: "sm",
  },
  {
    id: "end",
    header: "End",
    hideHeader: true,
    align: "end",
    cell: (row) => (
      <Button
        size="sm"
        variant="danger-outline"
        aria-label={`End the session of ${nameOf(row)}`}
        onClick={() => onEnd(row)}
      >
        End
      </Button>
    ),
  },
];
