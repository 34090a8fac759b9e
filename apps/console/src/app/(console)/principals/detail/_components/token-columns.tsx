import type { TokenView } from "@peta/contract";
import { Button, type Column, RelativeTime, StatusBadge, useNow } from "@peta/ui";

/** Revoked before expired: somebody meant it. */
export function tokenState(
  token: Pick<TokenView, "revokedAt" | "expiresAt">,
  nowMs: number,
): "active" | "expired" | "revoked" {
  if (token.revokedAt) return "revoked";
  return token.expiresAt && Date.parse(token.expiresAt) <= nowMs ? "expired" : "active";
}

function TokenState({ token }: { token: TokenView }) {
  const state = tokenState(token, useNow() ?? 0);
  return state === "revoked" ? <StatusBadge status="disabled" label="Revoked" /> : <StatusBadge status={state} />;
}

export function tokenColumns(onRevoke: (token: TokenView) => void): readonly Column<TokenView>[] {
  return [
    {
      id: "name",
      header: "Name",
      sortValue: (token) => token.name,
      cell: (token) => (
        <span className="grid min-w-0">
          <span className="truncate font-medium">{token.name}</span>
          <span className="font-mono text-12 text-text-muted">…{token.lastFour}</span>
        </span>
      ),
    },
    { id: "state", header: "State", cell: (token) => <TokenState token={token} /> },
    {
      id: "used",
      header: "Last used",
      sortValue: (token) => token.lastUsedAt,
      cell: (token) =>
        token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : <span className="text-text-muted">Never</span>,
    },
    {
      id: "expires",
      header: "Expires",
      hideBelow: "sm",
      sortValue: (token) => token.expiresAt,
      cell: (token) =>
        token.expiresAt ? <RelativeTime at={token.expiresAt} /> : <span className="text-text-muted">Never</span>,
    },
    {
      id: "created",
      header: "Created",
      hideBelow: "md",
      sortValue: (token) => token.createdAt,
      cell: (token) => <RelativeTime at={token.createdAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (token) =>
        !token.revokedAt && (
          <Button
            size="sm"
            variant="danger-outline"
            aria-label={`Revoke token ${token.name}`}
            onClick={() => onRevoke(token)}
          >
            Revoke
          </Button>
        ),
    },
  ];
}
