import type { ServerLogEntry } from "@peta/contract";

export type LogKind = ServerLogEntry["kind"];

export const logKindWords: Record<LogKind, string> = {
  stderr: "Standard error",
  state: "States",
  message: "Messages",
};

/** How many entries a page holds: as many as one can scroll through. */
export const MAX_ENTRIES = 1_000;

/**
 * The entries with new ones behind them, the oldest left out. After a lost connection some come twice; after a restart of
 * Core numbers begin anew, so that only number and time together tell an entry.
 */
export function withEntries(
  known: readonly ServerLogEntry[],
  more: readonly ServerLogEntry[],
  maxEntries = MAX_ENTRIES,
): readonly ServerLogEntry[] {
  const seen = new Set(known.map(logKey));
  const fresh = more.filter((entry) => {
    const key = logKey(entry);
    return !seen.has(key) && seen.add(key);
  });
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-maxEntries);
}

export const logKey = (entry: Pick<ServerLogEntry, "seq" | "at">): string => `${entry.at} ${entry.seq}`;

const typeWords = {
  request: "request",
  answer: "answer",
  error: "error",
  notification: "notification",
  unmatched: "answer to nothing that was asked, discarded",
} as const;

/** Whether entries come from more than one connection, so that each has to say which: ids of requests begin anew on each. */
export const haveSeveralConnections = (entries: readonly ServerLogEntry[]): boolean =>
  new Set(entries.flatMap((entry) => (entry.kind === "state" ? [] : [entry.connection]))).size > 1;

/** One entry in words. Of a message there is no content: "tools/call, answer, 1,204 characters, 35 ms". */
export function logText(entry: ServerLogEntry): string {
  if (entry.kind === "stderr") return entry.line;
  if (entry.kind === "state") return entry.reason ? `${entry.state}: ${entry.reason}` : entry.state;
  return [
    entry.method ?? "?",
    typeWords[entry.type] + (entry.code === null ? "" : ` ${entry.code}`),
    entry.id !== null && `#${entry.id}`,
    `${entry.size.toLocaleString("en")} characters`,
    entry.durationMs !== null && `${Math.round(entry.durationMs)} ms`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** What a reader finds with a search: every word, in any case. */
export const fitsSearch = (entry: ServerLogEntry, search: string): boolean => {
  const text = `${entry.kind} ${logText(entry)}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** "14:03:07.250" in the reader's zone. */
export const logTime = (at: string, timeZone?: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZone,
  }).format(new Date(at));
