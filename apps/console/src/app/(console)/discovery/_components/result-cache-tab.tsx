"use client";

import { StatTile } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { hitText } from "@/features/cache/policy-draft.ts";
import { sizeText } from "@/lib/size-text.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { EntryTable } from "./entry-table.tsx";
import { PolicyTable } from "./policy-table.tsx";

/** Which answers are kept, how often that helped, and what is kept now. */
export function ResultCacheTab() {
  const trpc = useTRPC();
  const status = useQuery(trpc.cache.status.queryOptions());
  return (
    <>
      {status.error && !status.data ? (
        <QueryProblem query={status} what="The state of the cache could not be read" compact />
      ) : (
        <div className="mb-8 grid gap-4 sm:grid-cols-3">
          <StatTile label="Kept answers" value={status.data?.entries.toLocaleString("en") ?? "–"} />
          <StatTile
            label="Room taken"
            value={status.data ? sizeText(status.data.bytes) : "–"}
            detail={status.data && `of ${sizeText(status.data.maxBytes)} for all workspaces`}
          />
          <StatTile
            label="Answered from here"
            value={status.data ? hitText(status.data) : "–"}
            detail={
              status.data &&
              `${status.data.hits.toLocaleString("en")} of ${(status.data.hits + status.data.misses).toLocaleString("en")} since the start`
            }
          />
        </div>
      )}
      <PolicyTable />
      <EntryTable />
    </>
  );
}
