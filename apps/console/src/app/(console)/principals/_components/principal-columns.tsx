import type { PrincipalView } from "@peta/contract";
import { type Column, RelativeTime, StatusBadge } from "@peta/ui";
import { Bot, User } from "lucide-react";
import { NameCell } from "@/features/lists/name-cell.tsx";
import { roleWords } from "@/features/principals/role-words.ts";

const rank: Record<PrincipalView["role"], number> = { owner: 0, admin: 1, user: 2, guest: 3 };

export const principalColumns: readonly Column<PrincipalView>[] = [
  {
    id: "name",
    header: "Name",
    sortValue: (principal) => principal.displayName,
    cell: ({ displayName, principalId, email, kind }) => (
      <NameCell
        name={displayName}
        shape={kind === "person" ? "round" : "square"}
        detail={
          <>
            <span className="font-mono">{principalId}</span>
            {email && ` · ${email}`}
          </>
        }
      />
    ),
  },
  {
    id: "kind",
    header: "Kind",
    hideBelow: "sm",
    sortValue: (principal) => principal.kind,
    cell: (principal) => (
      <span className="inline-flex items-center gap-1.5 [&_svg]:size-4 [&_svg]:text-text-muted">
        {principal.kind === "agent" ? <Bot aria-hidden /> : <User aria-hidden />}
        {principal.kind === "agent" ? "Agent" : "Person"}
      </span>
    ),
  },
  {
    id: "role",
    header: "Role",
    sortValue: (principal) => rank[principal.role],
    cell: (principal) => roleWords[principal.role].label,
  },
  {
    id: "owner",
    header: "Owner",
    hideBelow: "lg",
    sortValue: (principal) => principal.ownerId,
    cell: (principal) => principal.ownerId ?? <span className="text-text-muted">–</span>,
  },
  {
    id: "status",
    header: "Status",
    hideBelow: "sm",
    sortValue: (principal) => principal.status,
    cell: (principal) => <StatusBadge status={principal.status} />,
  },
  {
    id: "tokens",
    header: "Tokens",
    align: "end",
    hideBelow: "md",
    sortValue: (principal) => principal.activeTokens,
    cell: (principal) => principal.activeTokens,
  },
  {
    id: "seen",
    header: "Last seen",
    align: "end",
    hideBelow: "md",
    sortValue: (principal) => principal.lastSeenAt,
    cell: (principal) =>
      principal.lastSeenAt ? (
        <RelativeTime at={principal.lastSeenAt} style="narrow" className="whitespace-nowrap" />
      ) : (
        <span className="text-text-muted">Never</span>
      ),
  },
];
