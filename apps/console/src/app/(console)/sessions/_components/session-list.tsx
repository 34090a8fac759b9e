"use client";

import type { ConsoleSessionView } from "@peta/contract";
import { Badge, Button, type Column, DataTable, PageHeader, RelativeTime } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useMemo } from "react";
import { browserName } from "@/features/session/browser-name.ts";
import { useSignOut } from "@/features/session/use-sign-out.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** The browsers in which one is signed in. */
export function SessionList() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const signOut = useSignOut();
  const sessions = useQuery(trpc.consoleSessions.list.queryOptions());
  const key = trpc.consoleSessions.list.queryKey();
  const revoke = useMutation(
    trpc.consoleSessions.revoke.mutationOptions({
      meta: { failure: "The session was not ended" },
      onSuccess: (_, { sessionRef }) =>
        queries.setQueryData(key, (all) => all?.filter((session) => session.sessionRef !== sessionRef)),
      onSettled: () => queries.invalidateQueries({ queryKey: key }),
    }),
  );
  const { mutate, variables, isPending } = revoke;
  const columns = useMemo(
    () =>
      sessionColumns({
        revoke: (sessionRef) => mutate({ sessionRef }),
        busyRef: isPending ? variables?.sessionRef : undefined,
      }),
    [mutate, variables, isPending],
  );
  return (
    <>
      <PageHeader
        title="Browser sessions"
        description="Where you are signed in. End what you do not know."
        actions={
          <Button icon={<LogOut aria-hidden />} onClick={signOut.run} busy={signOut.isPending}>
            Sign out here
          </Button>
        }
      />
      <DataTable
        label="Browser sessions"
        columns={columns}
        rows={sessions.data}
        rowKey={(session) => session.sessionRef}
        error={
          sessions.error && !sessions.data ? (
            <QueryProblem query={sessions} what="Your sessions could not be read" />
          ) : undefined
        }
      />
    </>
  );
}

function sessionColumns(on: {
  revoke: (sessionRef: string) => void;
  busyRef: string | undefined;
}): readonly Column<ConsoleSessionView>[] {
  return [
    {
      id: "browser",
      header: "Browser",
      cell: (session) => (
        <span className="flex flex-wrap items-center gap-2" title={session.userAgent ?? undefined}>
          <span className="font-medium">{browserName(session.userAgent)}</span>
          {session.isCurrent && <Badge tone="success">This one</Badge>}
        </span>
      ),
    },
    {
      id: "ip",
      header: "IP address",
      hideBelow: "sm",
      cell: (session) => <span className="font-mono text-12">{session.ipAddress ?? "–"}</span>,
    },
    {
      id: "seen",
      header: "Last seen",
      sortValue: (session) => session.lastSeenAt,
      cell: (session) => <RelativeTime at={session.lastSeenAt} />,
    },
    {
      id: "created",
      header: "Signed in",
      hideBelow: "md",
      sortValue: (session) => session.createdAt,
      cell: (session) => <RelativeTime at={session.createdAt} />,
    },
    {
      id: "expires",
      header: "Expires",
      hideBelow: "md",
      sortValue: (session) => session.expiresAt,
      cell: (session) => <RelativeTime at={session.expiresAt} />,
    },
    {
      id: "actions",
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (session) =>
        !session.isCurrent && (
          <Button
            size="sm"
            variant="danger-outline"
            busy={on.busyRef === session.sessionRef}
            aria-label={`End the session in ${browserName(session.userAgent)}`}
            onClick={() => on.revoke(session.sessionRef)}
          >
            End
          </Button>
        ),
    },
  ];
}
