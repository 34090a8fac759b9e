import type { McpSessionView } from "@peta/contract";
import {
  Button,
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  ErrorState,
  PageHeader,
  RelativeTime,
  useToast,
} from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";
import { useState } from "react";
import { ask, problemOf } from "../../desk/ask.ts";
import { useConnection } from "../../desk/desk-state.tsx";
import { useMine, useSessions } from "../../desk/queries.ts";
import { whoseWords } from "../clients/client-words.ts";

const nameOf = ({ clientName, clientVersion }: McpSessionView): string =>
  `${clientName ?? "Unnamed client"}${clientVersion ? ` ${clientVersion}` : ""}`;

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
  const columns: Column<McpSessionView>[] = [
    { id: "client", header: "Client", cell: (row) => nameOf(row), sortValue: (row) => nameOf(row) },
    {
      id: "whose",
      header: "Acts for",
      cell: (row) => whoseWords(row.principalId, mine.data ?? []),
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
          onClick={() => setEnding(row)}
        >
          End
        </Button>
      ),
    },
  ];
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
        columns={columns}
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
