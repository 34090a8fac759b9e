"use client";

import type { ServerLogEntry } from "@peta/contract";
import { Button, cn } from "@peta/ui";
import { ArrowDown, ArrowDownLeft, ArrowUpRight, CircleDot, SquareTerminal } from "lucide-react";
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { haveSeveralConnections, logKey, logText, logTime } from "@/features/servers/log-lines.ts";

/** So near to the end counts as the end, in pixels. */
const nearPx = 24;

/** The newest is at the end and stays in view, until one scrolls up; then it waits behind a button. */
export function LogView({ entries }: { entries: readonly ServerLogEntry[] }) {
  const list = useRef<HTMLOListElement>(null);
  const [lastSeen, setLastSeen] = useState<string | null>(null);
  const follows = lastSeen === null;
  const newest = entries.at(-1);

  useLayoutEffect(() => {
    if (follows && newest) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [follows, newest]);

  function onScroll() {
    const element = list.current;
    if (!element) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    setLastSeen((before) => (isAtEnd ? null : (before ?? (newest ? logKey(newest) : null))));
  }
  const seenAt = entries.findIndex((entry) => logKey(entry) === lastSeen);
  const saysConnection = useMemo(() => haveSeveralConnections(entries), [entries]);
  const unseen = follows ? 0 : entries.length - 1 - seenAt;
  return (
    <div className="relative">
      <ol
        ref={list}
        onScroll={onScroll}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label="Log of the server"
        className="relative m-0 max-h-[60vh] min-h-40 list-none overflow-y-auto rounded border border-border bg-surface-2 p-0 py-1 font-mono text-12 leading-5 focus-visible:-outline-offset-2"
      >
        {entries.map((entry) => (
          <LogLine key={logKey(entry)} entry={entry} saysConnection={saysConnection} />
        ))}
      </ol>
      {unseen > 0 && (
        <div className="absolute inset-x-0 bottom-3 flex justify-center">
          <Button size="sm" variant="primary" icon={<ArrowDown aria-hidden />} onClick={() => setLastSeen(null)}>
            {unseen} new {unseen === 1 ? "entry" : "entries"}
          </Button>
        </div>
      )}
    </div>
  );
}

function LogLine({ entry, saysConnection }: { entry: ServerLogEntry; saysConnection: boolean }) {
  const { word, icon } = signOf(entry);
  const isBad = entry.kind === "message" && (entry.type === "error" || entry.type === "unmatched");
  return (
    <li className="grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-2.5 px-3 hover:bg-surface-3">
      <time dateTime={entry.at} className="text-text-muted tabular-nums">
        {logTime(entry.at)}
      </time>
      <span className="flex h-5 items-center text-text-muted [&_svg]:size-3.5" title={word}>
        {icon}
        <span className="sr-only">{word}</span>
      </span>
      <span className={cn("break-words whitespace-pre-wrap", isBad && "text-danger")}>
        {saysConnection && entry.kind !== "state" && (
          <span className="mr-2 text-text-muted" title={`Connection ${entry.connection}`}>
            <span aria-hidden>c{entry.connection}</span>
            <span className="sr-only">Connection {entry.connection}:</span>
          </span>
        )}
        {logText(entry)}
      </span>
    </li>
  );
}

function signOf(entry: ServerLogEntry): { word: string; icon: ReactNode } {
  if (entry.kind === "stderr") return { word: "Standard error", icon: <SquareTerminal aria-hidden /> };
  if (entry.kind === "state") return { word: "State", icon: <CircleDot aria-hidden /> };
  return entry.direction === "sent"
    ? { word: "Sent to the server", icon: <ArrowUpRight aria-hidden /> }
    : { word: "Received from the server", icon: <ArrowDownLeft aria-hidden /> };
}
