"use client";

import { Button, Callout, CopyButton, EmptyState, FilterBar, TableSkeleton } from "@peta/ui";
import { TextQuote } from "lucide-react";
import { fitsSearch, type LogKind, logKindWords, logText, logTime } from "@/features/servers/log-lines.ts";
import { useLiveState } from "@/lib/live/live-provider.tsx";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { useTyped } from "@/lib/url/use-typed.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { LogView } from "./log-view.tsx";
import { useServerLog } from "./use-server-log.ts";

const kinds = (Object.keys(logKindWords) as LogKind[]).map((value) => ({ value, label: logKindWords[value] }));

/** Standard error, states and messages of one server as they happen. Of messages, no content. */
export function ServerLog({ server }: { server: ServerDetail }) {
  const { entries, isReady, isLost } = useServerLog(server.serverId);
  const live = useLiveState();
  const [params, setParams] = useUrlState(["log", "find"] as const);
  const search = useTyped(params.find ?? "", (find) => setParams({ find }));
  const word = search.value.trim();
  const shown = entries.filter(
    (entry) => (!params.log || entry.kind === params.log) && (!word || fitsSearch(entry, word)),
  );
  const clear = () => {
    search.set("");
    setParams({ log: null, find: null });
  };

  const interrupted = (
    <Callout tone="warning" className="mb-3">
      The log is interrupted. It goes on as soon as Core answers again.
    </Callout>
  );
  if (entries.length === 0) {
    if (isLost) return interrupted;
    if (!isReady) return <TableSkeleton rows={6} columns={1} label="Loading the log" />;
    return (
      <EmptyState icon={<TextQuote aria-hidden />} title="Nothing has happened yet" compact>
        {server.enabled
          ? "Lines of its standard error, changes of its state and its messages appear here, from the start of Core on. Of messages only what they were, never what they said."
          : "The server is switched off. Its log begins when it is switched on."}
      </EmptyState>
    );
  }
  return (
    <>
      {/* Where nothing is live, the page says so already. */}
      {isLost && live !== "lost" && interrupted}
      <FilterBar
        search={{ value: search.value, onChange: search.set, placeholder: "Method or text", label: "Search the log" }}
        filters={[
          { id: "log", label: "Kind", value: params.log, options: kinds, onChange: (log) => setParams({ log }) },
        ]}
        result={`${shown.length} of ${entries.length} entries`}
        onClear={clear}
      >
        <CopyButton
          text={shown.map((entry) => `${logTime(entry.at)} ${entry.kind} ${logText(entry)}`).join("\n")}
          label="Copy the log"
          showLabel
        />
      </FilterBar>
      {shown.length === 0 ? (
        <EmptyState
          title="No entry fits these filters"
          compact
          action={<Button onClick={clear}>Clear filters</Button>}
        />
      ) : (
        <LogView entries={shown} />
      )}
    </>
  );
}
