"use client";

import { Card, EmptyState, Field, Input, Select, TableSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useTyped } from "@/lib/url/use-typed.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";

/** What `peta__catalog_search` answers to one person or agent, before it has to. */
export function SearchPreview() {
  const trpc = useTRPC();
  const me = useMe();
  const [params, setParams] = useUrlState(["as", "q"] as const);
  const search = useTyped(params.q ?? "", (q) => setParams({ q }));
  const principals = useQuery(trpc.principals.list.queryOptions());
  const asPrincipalId = params.as ?? me.principalId;
  const query = (params.q ?? "").trim().slice(0, 500);
  const found = useQuery(
    trpc.discovery.search.queryOptions(
      { query, asPrincipalId, limit: 10 },
      { enabled: query !== "", placeholderData: (before) => before },
    ),
  );
  const options = (principals.data ?? []).map((one) => ({ value: one.principalId, label: one.displayName }));
  if (!options.some(({ value }) => value === asPrincipalId))
    options.unshift({ value: asPrincipalId, label: asPrincipalId });
  return (
    <Card
      title="What an agent would find"
      description="The answer of peta__catalog_search: over what the person or agent may see, the best first."
    >
      <div className="grid grid-cols-1 gap-4">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,16rem)_minmax(0,1fr)]">
          <Field label="Person or agent">
            <Select options={options} value={asPrincipalId} onValueChange={(as) => setParams({ as })} />
          </Field>
          <Field label="Words">
            <Input
              type="search"
              autoComplete="off"
              placeholder="send an email"
              leading={<Search aria-hidden />}
              value={search.value}
              onChange={(event) => search.set(event.target.value)}
            />
          </Field>
        </div>
        {query !== "" && (
          <>
            {found.error && !found.data ? (
              <QueryProblem query={found} what="The search did not work" compact />
            ) : !found.data ? (
              <TableSkeleton rows={3} columns={2} label="Loading what is found" />
            ) : found.data.matches.length === 0 ? (
              <EmptyState title="Nothing is found" compact>
                It may see no tool with these words. What it may see at all is on its page of permissions.
              </EmptyState>
            ) : (
              <>
                <ol aria-label="Found tools" className="m-0 grid list-none grid-cols-1 gap-3 p-0">
                  {found.data.matches.map((match) => (
                    <li key={match.name} className="min-w-0 text-13">
                      <code className="font-medium break-all">{match.name}</code>
                      <span className="ml-2 text-12 text-text-muted">{match.server}</span>
                      <p className="line-clamp-2 text-12 text-text-muted">{match.description}</p>
                    </li>
                  ))}
                </ol>
                <p role="status" className="text-12 text-text-muted">
                  {found.data.matches.length} of {found.data.total} that fit.
                </p>
              </>
            )}
          </>
        )}
      </div>
    </Card>
  );
}
