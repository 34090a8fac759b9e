"use client";

import type { PrincipalView, TokenView } from "@peta/contract";
import { Button, Callout, ConfirmDialog, DataTable, EmptyState, PageSection } from "@peta/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { CreateTokenDialog } from "@/features/principals/create-token-dialog.tsx";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { tokenColumns } from "./token-columns.tsx";

/** The access tokens of one principal: create, revoke. Revoked and expired ones stay in the list. */
export function TokenList({ principal }: { principal: PrincipalView }) {
  const trpc = useTRPC();
  const markStale = useMarkStale();
  const { principalId } = principal;
  const tokens = useQuery(trpc.tokens.list.queryOptions({ principalId }));
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const columns = useMemo(() => tokenColumns(setRevoking), []);
  usePageShortcuts([{ keys: "n", label: "Create access token", run: () => setCreating(true) }]);
  const revoke = useMutation(
    trpc.tokens.revoke.mutationOptions({
      meta: { showsError: true },
      async onSuccess() {
        await markStale("principals");
        setRevoking(null);
      },
    }),
  );
  const create = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
      Create token
    </Button>
  );
  return (
    <PageSection
      title="Access tokens"
      description="A client presents one of them to Core. Only a hash of each is kept."
      actions={tokens.data && tokens.data.length > 0 && create}
    >
      {principal.status === "disabled" && (
        <Callout tone="info" className="mb-3">
          While {principal.displayName} is disabled, none of these works.
        </Callout>
      )}
      <DataTable
        label="Access tokens"
        columns={columns}
        rows={tokens.data}
        rowKey={(token) => token.tokenId}
        error={
          tokens.error && !tokens.data ? (
            <QueryProblem query={tokens} what="The tokens could not be read" compact />
          ) : undefined
        }
        empty={
          <EmptyState
            icon={<KeyRound aria-hidden />}
            title="No access tokens"
            compact
            action={create}
            command={`npm run -s peta -- token create ${principalId} --expires 90d`}
          >
            {principal.kind === "agent"
              ? "The agent needs one to call tools."
              : "A token lets a client of this person call tools."}
          </EmptyState>
        }
      />
      <CreateTokenDialog principalId={principalId} open={isCreating} onOpenChange={setCreating} />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={`Revoke token ${revoking?.name ?? ""}?`}
        confirmLabel="Revoke token"
        tone="danger"
        busy={revoke.isPending}
        error={revoke.error ? toConsoleError(revoke.error).message : undefined}
        onConfirm={() => revoking && revoke.mutate({ token: revoking.tokenId })}
      >
        <p>The next request with it is refused, and it cannot be brought back. It ends in {revoking?.lastFour}.</p>
      </ConfirmDialog>
    </PageSection>
  );
}
