import type { ServerLogEntry } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { iso } from "../iso-time.ts";

/** Hears each message between Core and a server. INVARIANT: what hears it keeps neither params nor result. */
export type HearTraffic = (direction: "sent" | "received", message: TrafficMessage, size: number) => void;

/** The parts of a JSON-RPC message that may be noted down. */
export interface TrafficMessage {
  id?: unknown;
  method?: unknown;
  error?: unknown;
}

type Message = Extract<ServerLogEntry, { kind: "message" }>;
/** Without the texts of times and ids, which are made when somebody reads. */
type Kept = { seq: number; at: number } & (
  | { kind: "stderr"; line: string; connection: number }
  | { kind: "state"; state: string; reason: string | null }
  | (Pick<Message, "kind" | "direction" | "connection" | "type" | "method" | "size" | "durationMs" | "code"> & {
      id: string | number | null;
    })
);

const MAX_TEXT = 120;
const MAX_OPEN = 2_000;

/** What happened between Core and one server lately: so many entries and no more, in this process, without any content. */
export interface ServerLog {
  state(state: string, reason: string | null): void;
  /** For one connection, which gets a number: requests are matched with their answers there. */
  connection(): ConnectionLog;
  /** Entries behind `seq`, the oldest first. */
  after(seq: number): ServerLogEntry[];
  /** Calls `wake` whenever there is something new, until the returned function is called. */
  watch(wake: () => void): () => void;
}

export interface ConnectionLog {
  stderr(line: string): void;
  traffic: HearTraffic;
}

export function createServerLog(clock: Clock, maxEntries: number): ServerLog {
  let entries: Kept[] = [];
  let lastSeq = 0;
  let connections = 0;
  const watchers = new Set<() => void>();

  const keep = (entry: Kept): void => {
    entries.push(entry);
    if (entries.length >= maxEntries * 2) entries = entries.slice(-maxEntries);
    if (watchers.size > 0) for (const wake of watchers) wake();
  };

  return {
    state: (state, reason) => keep({ seq: ++lastSeq, at: clock.now(), kind: "state", state, reason }),
    connection() {
      const connection = ++connections;
      const open = { sent: new Map<unknown, Asked>(), received: new Map<unknown, Asked>() };
      const stderr = (line: string): void =>
        keep({ seq: ++lastSeq, at: clock.now(), kind: "stderr", connection, line });
      const traffic: HearTraffic = (direction, { id, method, error }, size) => {
        const at = clock.now();
        let asked: Asked | undefined;
        let type: Message["type"];
        let code: number | null = null;
        if (typeof method === "string") {
          asked = { method: method.slice(0, MAX_TEXT), at };
          type = id === undefined ? "notification" : "request";
          if (id !== undefined && open[direction].size < MAX_OPEN) open[direction].set(id, asked);
        } else {
          const questions = open[direction === "sent" ? "received" : "sent"];
          asked = questions.get(id);
          questions.delete(id);
          code = codeOf(error);
          const answer = code === null ? "answer" : "error";
          type = asked || direction === "sent" ? answer : "unmatched";
        }
        // Each field by name: copies of objects are slow, and this is made for every message.
        keep({
          seq: ++lastSeq,
          at,
          kind: "message",
          connection,
          direction,
          type,
          method: asked?.method ?? null,
          id: keptId(id),
          size,
          durationMs: asked && typeof method !== "string" ? at - asked.at : null,
          code,
        });
      };
      return { stderr, traffic };
    },
    after: (seq) =>
      entries
        .slice(-maxEntries)
        .filter((entry) => entry.seq > seq)
        .map(({ at, ...entry }) => {
          const dated = { ...entry, at: iso(at) };
          return dated.kind === "message" ? { ...dated, id: dated.id === null ? null : String(dated.id) } : dated;
        }),
    watch(wake) {
      watchers.add(wake);
      return () => void watchers.delete(wake);
    },
  };
}

interface Asked {
  method: string;
  at: number;
}

const keptId = (id: unknown): string | number | null => {
  if (typeof id === "number") return id;
  return typeof id === "string" ? id.slice(0, MAX_TEXT) : null;
};

const codeOf = (error: unknown): number | null => {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "number" ? code : null;
};
