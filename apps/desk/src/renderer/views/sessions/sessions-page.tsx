import type { McpSessionView } from "@peta/contract";
import { ConfirmDialog, DataTable, EmptyState, ErrorState, PageHeader, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { useState } from "react";
import { ask, problemOf } from "../../desk/ask.ts";
import { useConnection } from "../../desk/desk-state.tsx";
import { useMine, useSessions } from "../../desk/queries.ts";
import { nameOf, sessionColumns } from "./session-columns.tsx";

/** The open MCP sessions of the person and of their agents, each with its end. */
export function SessionsPage() {
  const { connectionId } = useConnection();
  const sessions = useSessions();
  const mine = useMine();
  const queries = useQueryClient();
  const toast = useToast();
  const [ending, setEnding] = useState<McpSessionView | null>(null);
  const end = useMutation({
    mutationFn: ({ sessionRef }: McpSessionView) => ask(window.desk.sessions.end({ connectionId, sessionRef })),
    onSuccess(_answer, session) {
      toast.show({ tone: "success", title: `The session of ${nameOf(session)} has ended` });
      setEnding(null);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["sessions", connectionId] }),
  });
  const count = sessions.data?.length ?? 0;
  return (
    <>
      <PageHeader
        title="Sessions"
        description={
          sessions.isPending
            ? "Reading the open sessions."
            : count === 0
              ? "No application is connected."
              : `${count} ${count === 1 ? "application is" : "applications are"} connected.`
        }
      />
      <DataTable
        label="Sessions"
        columns={sessionColumns(mine.data ?? [], setEnding)}
        rows={sessions.data ?? []}
        rowKey={(row) => row.sessionRef}
        loading={sessions.isPending}
        defaultSort={{ columnId: "seen", direction: "descending" }}
        error={
          sessions.isError && !sessions.data ? (
            <ErrorState
              compact
              title="Sessions could not be read"
              {...problemOf(sessions.error)}
              onRetry={() => void sessions.refetch()}
              retrying={sessions.isFetching}
            />
          ) : undefined
        }
        empty={
          <EmptyState compact icon={<PlugZap aria-hidden />} title="No application is connected">
            While an application of yours or of your agents is connected to Peta, it appears here.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => {
          if (!open) setEnding(null);
          end.reset();
        }}
        title={ending ? `End the session of ${nameOf(ending)}?` : ""}
        confirmLabel="End session"
        tone="danger"
        busy={end.isPending}
        error={end.error ? problemOf(end.error).message : undefined}
        onConfirm={() => {
          if (ending) end.mutate(ending);
        }}
      >
        Calls that are under way stop. The application may connect again: to keep it out, ask an administrator to revoke
        its access.
      </ConfirmDialog>
    </>
  );
}
