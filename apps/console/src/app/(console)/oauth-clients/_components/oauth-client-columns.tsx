import type { OAuthClientView } from "@peta/contract";
import { type Column, RelativeTime, StatusBadge } from "@peta/ui";
import { idUnless, NameCell } from "@/features/lists/name-cell.tsx";
import { flowWords, originWords } from "@/features/oauth/oauth-words.ts";

export const oauthClientColumns: readonly Column<OAuthClientView>[] = [
  {
    id: "name",
    header: "Application",
    sortValue: (client) => client.name,
    cell: ({ name, clientId }) => <NameCell name={name} detail={idUnless(name, clientId)} />,
  },
  {
    id: "origin",
    header: "Known from",
    hideBelow: "md",
    sortValue: (client) => originWords[client.origin].label,
    cell: (client) => originWords[client.origin].label,
  },
  { id: "flow", header: "Acts", hideBelow: "lg", sortValue: flowWords, cell: flowWords },
  {
    id: "state",
    header: "State",
    sortValue: (client) => Number(client.enabled),
    cell: (client) =>
      client.enabled ? (
        <StatusBadge status="active" label="On" />
      ) : (
        <StatusBadge status="disabled" label="Switched off" />
      ),
  },
  {
    id: "grants",
    header: "Allowed by",
    align: "end",
    hideBelow: "sm",
    sortValue: (client) => client.activeGrants,
    cell: (client) =>
      client.grantTypes.includes("authorization_code") ? (
        client.activeGrants
      ) : (
        <span className="text-text-muted">–</span>
      ),
  },
  {
    id: "used",
    header: "Last used",
    align: "end",
    hideBelow: "sm",
    sortValue: (client) => client.lastUsedAt,
    cell: (client) =>
      client.lastUsedAt ? (
        <RelativeTime at={client.lastUsedAt} style="narrow" className="whitespace-nowrap" />
      ) : (
        <span className="text-text-muted">Never</span>
      ),
  },
];
