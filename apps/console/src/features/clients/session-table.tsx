"use client";

import type { McpSessionView } from "@peta/contract";
import { Button, type Column, DataTable, EmptyState, RelativeTime } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { eraWords } from "./client-words.ts";

/** The open MCP sessions and streams of a principal, or of one client; each can be ended. */
export function SessionTable({ principalId, clientKey }: { principalId: string; clientKey?: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const markStale = useMarkStale();
  const sessions = useQuery(trpc.clients.sessions.queryOptions({ principalId }));
  const key = trpc.clients.sessions.queryKey({ principalId });
  const { mutate, variables, isPending } = useMutation(
    trpc.clients.endSession.mutationOptions({
      meta: { failure: "The session was not ended" },
      onSuccess: (_, { sessionRef }) =>
        queries.setQueryData(key, (all) => all?.filter((one) => one.sessionRef !== sessionRef)),
      onSettled: () => markStale("clients"),
    }),
  );
  const columns = useMemo(
    () =>
      sessionColumns({
        onEnd: (sessionRef) => mutate({ sessionRef }),
        busyRef: isPending ? variables.sessionRef : undefined,
      }),
    [mutate, variables, isPending],
  );
  return (
    <DataTable
      label="Open MCP sessions"
      columns={columns}
      rows={sessions.data?.filter((session) => clientKey === undefined || session.clientKey === clientKey)}
      rowKey={(session) => session.sessionRef}
      error={
        sessions.error && !sessions.data ? (
          <QueryProblem query={sessions} what="The sessions could not be read" compact />
        ) : undefined
      }
      empty={
        <EmptyState compact title="No open session">
          Clients that speak the protocol without sessions open none.
        </EmptyState>
      }
    />
  );
}

function sessionColumns(on: {
  onEnd: (sessionRef: string) => void;
  busyRef: string | undefined;
}): readonly Column<McpSessionView>[] {
  return [
    {
      id: "client",
      header: "Client",
      cell: (session) => (
        <>
          <span className="font-medium">{session.clientName ?? "Unnamed client"}</span>
          {session.clientVersion && <span className="text-text-muted"> {session.clientVersion}</span>}
        </>
      ),
    },
    { id: "era", header: "Kind", hideBelow: "md", cell: (session) => eraWords[session.era] },
    {
      id: "ip",
      header: "IP address",
      hideBelow: "md",
      cell: (session) => <code>{session.ipAddress ?? "–"}</code>,
    },
    {
      id: "opened",
      header: "Opened",
      hideBelow: "sm",
      sortValue: (session) => session.openedAt,
      cell: (session) => <RelativeTime at={session.openedAt} style="narrow" />,
    },
    {
      id: "seen",
      header: "Last seen",
      sortValue: (session) => session.lastSeenAt,
      cell: (session) => <RelativeTime at={session.lastSeenAt} style="narrow" />,
    },
    {
      id: "actions",
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (session) => (
        <Button
          size="sm"
          variant="danger-outline"
          busy={on.busyRef === session.sessionRef}
          aria-label={`End the session of ${session.clientName ?? "an unnamed client"}`}
          onClick={() => on.onEnd(session.sessionRef)}
        >
          End
        </Button>
      ),
    },
  ];
}
