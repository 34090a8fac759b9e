import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault.ts";
import type { StoredEvent, StreamEventStore } from "./session-store.ts";
import type { StreamEvent, StreamLog } from "./stream-log.ts";

/** Who holds a sealed event: moved to another place it does not open. */
export const eventIdentity = (sessionHash: string, streamId: string, position: number): string =>
  `stream-event:${sessionHash}:${streamId}:${position}`;

interface Waiting {
  log: StreamLog;
  event: StreamEvent;
  createdAt: number;
}

/** Events are written this long after they were sent: a stream that came to its end by then is not written at all. */
const WRITE_AFTER_MS = 200;
/** UTF-16 units that wait; with a database that is away the oldest are given up, and memory still has the newest. */
const MAX_WAITING_LENGTH = 64 * 1024 * 1024;
/** UTF-16 units of one insert, if it has more than one event. */
const MAX_BATCH_LENGTH = 4 * 1024 * 1024;

/** Brings events into the store behind the back of whoever sends them. */
export function createEventWriter(deps: { store: StreamEventStore; vault: Vault; clock: Clock; log: Log }) {
  const { store, clock } = deps;
  const seal = deps.vault.createBatchSealer();
  let waiting: Waiting[] = [];
  let length = 0;
  let cancelTimer: (() => void) | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const toStored = ({ log, event, createdAt }: Waiting): StoredEvent => {
    const { workspaceId, idHash } = log.session;
    return {
      workspaceId,
      sessionHash: idHash,
      streamId: log.id,
      position: event.position,
      isLast: event.isLast,
      sealedEvent: seal(event.json, eventIdentity(idHash, log.id, event.position)),
      createdAt,
    };
  };

  const write = async (items: Waiting[]): Promise<void> => {
    const wanted = items.filter(({ log }) => !log.isDelivered);
    for (let from = 0; from < wanted.length; ) {
      let to = from;
      let size = 0;
      do size += wanted[to++]?.event.json.length ?? 0;
      while (to < wanted.length && size < MAX_BATCH_LENGTH);
      // One insert after the other, so that none is large.
      await store.append(wanted.slice(from, to).map(toStored));
      from = to;
    }
  };

  const flush = (): Promise<void> => {
    cancelTimer?.();
    cancelTimer = null;
    const items = waiting;
    waiting = [];
    length = 0;
    if (items.length > 0)
      writing = writing.then(() =>
        write(items).catch((error: unknown) =>
          deps.log.warn({ err: error, events: items.length }, "events of streams could not be stored"),
        ),
      );
    return writing;
  };

  return {
    add(log: StreamLog, event: StreamEvent): void {
      if (isClosed) return;
      waiting.push({ log, event, createdAt: clock.now() });
      length += event.json.length;
      while (length > MAX_WAITING_LENGTH && waiting.length > 1) length -= waiting.shift()?.event.json.length ?? 0;
      cancelTimer ??= clock.after(WRITE_AFTER_MS, () => void flush());
    },
    /** Resolves when everything so far is stored, or could not be. */
    flush,
    async close(): Promise<void> {
      await flush();
      isClosed = true;
    },
  };
}
