"use client";

import { PageHeader, PageSection, TableSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ClientTable } from "@/features/clients/client-table.tsx";
import { GrantTable } from "@/features/oauth/grant-table.tsx";
import { useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** The applications that act for the signed-in person, or for their agents, and what each may use. */
export function MyClients() {
  const trpc = useTRPC();
  const me = useMe();
  const mine = useQuery(trpc.principals.mine.queryOptions());
  const agents = (mine.data ?? []).filter((one) => one.principalId !== me.principalId);
  return (
    <>
      <PageHeader
        title="My clients"
        description="Applications that act for you or your agents. What each may use can be narrowed, never widened."
      />
      {mine.error && !mine.data ? (
        <QueryProblem query={mine} what="Your agents could not be read" />
      ) : !mine.data ? (
        <TableSkeleton rows={3} columns={4} label="Loading clients" />
      ) : (
        <>
          {agents.map((agent) => (
            <ClientTable
              key={agent.principalId}
              principalId={agent.principalId}
              title={agent.displayName}
              description={`Your agent ${agent.principalId}${agent.status === "disabled" ? ", disabled" : ""}.`}
            />
          ))}
          <ClientTable principalId={me.principalId} title="You" description="Clients with a token of your own." />
          <PageSection
            title="Signed in with Peta"
            description="Applications that you have allowed to act for you. Taking that back ends their tokens at once."
          >
            <GrantTable />
          </PageSection>
        </>
      )}
    </>
  );
}
