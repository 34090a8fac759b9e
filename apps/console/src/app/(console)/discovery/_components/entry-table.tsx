"use client";

import type { CacheEntryView } from "@peta/contract";
import { Button, type Column, DataTable, EmptyState, PageSection, RelativeTime, TextLink } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useMemo } from "react";
import { principalHref } from "@/features/principals/principal-words.ts";
import { serverHref } from "@/features/servers/server-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { sizeText } from "@/lib/size-text.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { PurgeMenu } from "./purge-menu.tsx";
import { usePurge } from "./use-purge.ts";

const shownAtMost = 200;

/** What is kept now, without what it says; forgotten one by one or by scope. */
export function EntryTable() {
  const trpc = useTRPC();
  const entries = useQuery(trpc.cache.entries.queryOptions({ limit: shownAtMost }));
  const markStale = useMarkStale();
  const { purge, busyKey, isBusy } = usePurge();
  const columns = useMemo(() => entryColumns(busyKey, (key) => purge({ scope: "key", key })), [busyKey, purge]);
  return (
    <PageSection
      title="Kept now"
      description="In the memory of this Core, and never what an answer says. Answers come and go without a word: read again to see."
      actions={
        <>
          <Button
            icon={<RefreshCw aria-hidden />}
            busy={entries.isFetching}
            busyLabel="Reading"
            onClick={() => void markStale("cache")}
          >
            Read again
          </Button>
          <PurgeMenu onPurge={purge} isBusy={isBusy} />
        </>
      }
    >
      <DataTable
        label="Kept answers"
        columns={columns}
        rows={entries.data}
        rowKey={(entry) => entry.key}
        defaultSort={{ columnId: "stored", direction: "descending" }}
        error={
          entries.error && !entries.data ? (
            <QueryProblem query={entries} what="The kept answers could not be read" compact />
          ) : undefined
        }
        empty={
          <EmptyState title="Nothing is kept now" compact>
            Answers appear here once somebody has asked for what a policy keeps. A restart of Core forgets them.
          </EmptyState>
        }
        footer={
          entries.data && entries.data.length >= shownAtMost ? (
            <p className="text-12 text-text-muted">The first {shownAtMost}. There may be more.</p>
          ) : undefined
        }
      />
    </PageSection>
  );
}

const entryColumns = (busyKey: string | null, onForget: (key: string) => void): readonly Column<CacheEntryView>[] => [
  {
    id: "name",
    header: "Capability",
    sortValue: (entry) => `${entry.serverId} ${entry.name}`,
    cell: (entry) => (
      <span className="grid min-w-0">
        <code className="break-all">{entry.name}</code>
        <TextLink href={serverHref(entry.serverId)} className="w-fit text-12">
          {entry.serverId}
        </TextLink>
      </span>
    ),
  },
  {
    id: "whose",
    header: "Whose",
    hideBelow: "sm",
    sortValue: (entry) => entry.principalId ?? "",
    cell: (entry) =>
      entry.principalId ? (
        <TextLink href={principalHref(entry.principalId)}>{entry.principalId}</TextLink>
      ) : (
        <span className="text-text-muted">{entry.scope === "workspace" ? "The workspace's" : "Of somebody gone"}</span>
      ),
  },
  {
    id: "size",
    header: "Size",
    align: "end",
    hideBelow: "md",
    sortValue: (entry) => entry.bytes,
    cell: (entry) => sizeText(entry.bytes),
  },
  { id: "hits", header: "Given out", align: "end", sortValue: (entry) => entry.hits, cell: (entry) => entry.hits },
  {
    id: "stored",
    header: "Kept since",
    hideBelow: "md",
    sortValue: (entry) => entry.storedAt,
    cell: (entry) => <RelativeTime at={entry.storedAt} style="narrow" />,
  },
  {
    id: "expires",
    header: "Until",
    hideBelow: "lg",
    sortValue: (entry) => entry.expiresAt,
    cell: (entry) => <RelativeTime at={entry.expiresAt} style="narrow" />,
  },
  {
    id: "actions",
    header: "Actions",
    hideHeader: true,
    align: "end",
    cell: (entry) => (
      <Button
        size="sm"
        busy={busyKey === entry.key}
        aria-label={`Forget the answer of ${entry.name} kept at ${entry.storedAt}`}
        onClick={() => onForget(entry.key)}
      >
        Forget
      </Button>
    ),
  },
];
