import type { Vault } from "../vault.ts";
import { eventIdentity } from "./event-writer.ts";
import { type EventPlace, parseEventId, type RequestId } from "./event-id.ts";
import type { StreamEventStore } from "./session-store.ts";
import type { SessionIdentity, StreamEvent, StreamLog } from "./stream-log.ts";

/** What a client missed on the stream that its `Last-Event-ID` names. */
export type Missed =
  /** A call's stream that still runs. */
  | { kind: "running"; log: StreamLog; after: number }
  /** A call's stream that came to its end; nothing is left of it when the client has everything. */
  | { kind: "ended"; streamId: string; events: StreamEvent[] }
  /** A call's stream without an end: its process is gone, or its events are no longer kept. */
  | { kind: "interrupted"; streamId: string; events: StreamEvent[]; requestId: RequestId | null }
  /** The session's own stream, in this process. */
  | { kind: "own"; after: number }
  /** The session's own stream of an earlier process, or one that is not known any more. */
  | { kind: "own_before"; streamId: string | null; events: StreamEvent[] };

/** The largest that the store knows; Infinity is beyond it. */
const MAX_POSITION = 2 ** 31 - 1;

/** Reads what a stream sent after an event: from memory, and what an earlier process sent from the store. */
export function createFindMissed(deps: {
  store: StreamEventStore;
  vault: Vault;
  find: (session: SessionIdentity, streamId: string) => StreamLog | null;
  /** Resolves when what is in memory is stored. */
  flush: () => Promise<void>;
}) {
  const readStored = async (session: SessionIdentity, { streamId, position }: EventPlace): Promise<StreamEvent[]> => {
    if (position > MAX_POSITION) return [];
    await deps.flush();
    const stored = await deps.store.readAfter(session.workspaceId, session.idHash, streamId, position);
    return stored.map((event) => ({
      position: event.position,
      isLast: event.isLast,
      json: deps.vault.open(event.sealedEvent, eventIdentity(session.idHash, streamId, event.position)),
    }));
  };

  /**
   * INVARIANT: the events are those of this session and of this one stream (A21, A22).
   * @throws CoreError database.unavailable, vault.unreadable
   */
  return async (session: SessionIdentity, lastEventId: string): Promise<Missed> => {
    const place = parseEventId(lastEventId);
    if (!place) return { kind: "own_before", streamId: null, events: [] };
    const { streamId, position, requestId } = place;
    const log = deps.find(session, streamId);
    if (!place.isOfCall) {
      if (log) return { kind: "own", after: position };
      return { kind: "own_before", streamId, events: await readStored(session, place) };
    }
    if (log?.hasEnded === false) return { kind: "running", log, after: position };
    if (log || position === Number.POSITIVE_INFINITY)
      return { kind: "ended", streamId, events: log?.after(position) ?? [] };
    const events = await readStored(session, place);
    const hasEnd = events.at(-1)?.isLast === true;
    return hasEnd ? { kind: "ended", streamId, events } : { kind: "interrupted", streamId, events, requestId };
  };
}
