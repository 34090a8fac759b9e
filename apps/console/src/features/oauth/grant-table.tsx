"use client";

import type { OAuthGrantView } from "@peta/contract";
import { Button, type Column, ConfirmDialog, DataTable, EmptyState, RelativeTime } from "@peta/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { scopeLabel } from "./oauth-words.ts";

export interface GrantTableProps {
  /** Whose grants, or those on which client; without it, the signed-in person's own. */
  of?: { clientId: string } | { principalId: string };
}

/** What people have allowed applications to do; one press takes it back. */
export function GrantTable({ of }: GrantTableProps) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const grants = useQuery(trpc.oauth.listGrants.queryOptions(of));
  const [ending, setEnding] = useState<OAuthGrantView | null>(null);
  const isOfClient = of !== undefined && "clientId" in of;
  const columns = useMemo(() => grantColumns(isOfClient, setEnding), [isOfClient]);
  const revoke = useMutation(
    trpc.oauth.revokeGrant.mutationOptions({
      meta: { showsError: true },
      async onSuccess() {
        await markStale("oauthClients", "clients");
        setEnding(null);
      },
    }),
  );
  return (
    <>
      <DataTable
        label={isOfClient ? "Allowed by" : "Allowed applications"}
        columns={columns}
        rows={grants.data}
        rowKey={(grant) => grant.grantId}
        error={
          grants.error && !grants.data ? (
            <QueryProblem query={grants} what="What was allowed could not be read" compact />
          ) : undefined
        }
        empty={
          <EmptyState icon={<ShieldCheck aria-hidden />} title="Nothing is allowed" compact>
            {isOfClient
              ? "Nobody here has allowed this application anything at the moment."
              : "Applications that you sign in to Peta with appear here, and can be sent away."}
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title={`Take back what ${ending?.principalId ?? ""} allowed?`}
        confirmLabel="Take back"
        tone="danger"
        busy={revoke.isPending}
        error={revoke.error ? toConsoleError(revoke.error).message : undefined}
        onConfirm={() => ending && revoke.mutate({ grantId: ending.grantId })}
      >
        <p>{ending?.clientName} loses its tokens at once. It has to ask again before it can act for this person.</p>
      </ConfirmDialog>
    </>
  );
}

function grantColumns(isOfClient: boolean, onEnd: (grant: OAuthGrantView) => void): readonly Column<OAuthGrantView>[] {
  return [
    isOfClient
      ? {
          id: "person",
          header: "Person",
          sortValue: (grant) => grant.principalId,
          cell: (grant) => <span className="font-mono text-12">{grant.principalId}</span>,
        }
      : {
          id: "client",
          header: "Application",
          sortValue: (grant) => grant.clientName,
          cell: (grant) => <span className="font-medium">{grant.clientName}</span>,
        },
    { id: "scopes", header: "May use", cell: (grant) => grant.scopes.map(scopeLabel).join(", ") },
    {
      id: "since",
      header: "Since",
      hideBelow: "sm",
      sortValue: (grant) => grant.createdAt,
      cell: (grant) => <RelativeTime at={grant.createdAt} />,
    },
    {
      id: "used",
      header: "Last used",
      hideBelow: "md",
      sortValue: (grant) => grant.lastUsedAt,
      cell: (grant) =>
        grant.lastUsedAt ? <RelativeTime at={grant.lastUsedAt} /> : <span className="text-text-muted">Never</span>,
    },
    {
      id: "actions",
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (grant) => (
        <Button
          size="sm"
          variant="danger-outline"
          aria-label={`Take back what ${grant.principalId} allowed ${grant.clientName}`}
          onClick={() => onEnd(grant)}
        >
          Take back
        </Button>
      ),
    },
  ];
}
