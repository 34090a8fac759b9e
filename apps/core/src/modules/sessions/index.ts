import type { Clock } from "../../adapters/clock.ts";
import { isObject } from "../json.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault.ts";
import { createBatchWrites } from "./batch-writes.ts";
import { createEventWriter } from "./event-writer.ts";
import type { RequestId } from "./event-id.ts";
import { createFindMissed, type Missed } from "./find-missed.ts";
import type { SessionRecord, SessionStore, StreamEventStore } from "./session-store.ts";
import type { SessionIdentity, StreamLog } from "./stream-log.ts";
import { createStreamLogs, type LogsLimits } from "./stream-logs.ts";

export { eventIdOf, type RequestId } from "./event-id.ts";
export type { Missed } from "./find-missed.ts";
export type { SessionStore, StreamEventStore } from "./session-store.ts";
export type { SessionIdentity, StreamEvent, StreamLog } from "./stream-log.ts";

/** What a client said of itself, and what it asked of its session; each kind of state is its owner's. */
export type SessionState = Record<string, unknown>;

/** A session as it is kept. */
export interface KeptSession extends Omit<SessionRecord, "sealedState"> {
  state: SessionState;
}

/** Who comes with the id of a session. */
export type SessionOwner = Pick<SessionRecord, "workspaceId" | "principalId" | "clientKey">;

/** MCP sessions that outlive a connection and a process, and what their streams have sent. */
export interface SessionsModule {
  hashId: (sessionId: string) => string;
  /** Stores a session, or what changed in it. A store that is away is logged: the session then lives in memory only. */
  keep(session: KeptSession): Promise<void>;
  /**
   * The session, if it is this owner's and was used recently; null is all that is said otherwise (A22).
   * Throws database.unavailable.
   */
  find(sessionId: string, owner: SessionOwner): Promise<KeptSession | null>;
  /** These are in use now. */
  touch(idHashes: readonly string[]): Promise<void>;
  /** The session is over for every process, and so are its streams. */
  end(session: SessionIdentity): void;
  /** @param requestId null: the session's own stream */
  openStream(session: SessionIdentity, requestId: RequestId | null): StreamLog;
  /** Nothing more comes on this stream. `isUrgent`: its reader is gone, so that only the store can tell it the rest. */
  closeStream(log: StreamLog, isUrgent: boolean): void;
  /** Throws database.unavailable, vault.unreadable. */
  findMissed(session: SessionIdentity, lastEventId: string): Promise<Missed>;
  /** Stores what is left and stops. */
  close(): Promise<void>;
}

export interface SessionsLimits extends LogsLimits {
  /** A session that nobody uses for so long is over. */
  idleMs: number;
  /** How long it is remembered that a session is over. */
  tombstoneMs: number;
  purgeEveryMs: number;
  /** Ids that are known to be no sessions, so that asking for them again costs nothing. */
  knownEnded: number;
}

export const DEFAULT_SESSIONS_LIMITS: SessionsLimits = {
  eventsPerStream: 512,
  lengthPerStream: 4 * 1024 * 1024,
  retentionMs: 5 * 60_000,
  endedLengthPerSession: 8 * 1024 * 1024,
  endedLength: 64 * 1024 * 1024,
  idleMs: 30 * 60_000,
  tombstoneMs: 24 * 60 * 60_000,
  purgeEveryMs: 60_000,
  knownEnded: 10_000,
};

export interface SessionsDeps {
  store: SessionStore;
  events: StreamEventStore;
  vault: Vault;
  clock: Clock;
  log: Log;
  hashId: (sessionId: string) => string;
  /** Unique for every stream. */
  newStreamId: () => string;
  limits: SessionsLimits;
}

const stateIdentity = (idHash: string): string => `mcp-session:${idHash}`;

export function createSessionsModule(deps: SessionsDeps): SessionsModule {
  const { store, vault, clock, limits } = deps;
  const writer = createEventWriter({ ...deps, store: deps.events });
  const logs = createStreamLogs({
    limits,
    random: deps.newStreamId,
    now: () => clock.now(),
    onAppend: (log, event) => writer.add(log, event),
  });
  const puts = createBatchWrites<SessionRecord>((records) => store.put(newestOf(records)));
  const ends = createBatchWrites<string>(async (idHashes) => {
    await puts.idle();
    await store.end(idHashes, clock.now());
  });
  const findMissed = createFindMissed({
    store: deps.events,
    vault,
    find: logs.find,
    flush: () => writer.flush(),
  });
  const ended = new Set<string>();
  const warn = (what: string) => (error: unknown) => deps.log.warn({ err: error }, what);

  /** By workspace: what is none of one workspace's may be another one's. */
  const rememberEnded = (workspaceId: string, idHash: string): void => {
    ended.add(`${workspaceId}:${idHash}`);
    if (ended.size > limits.knownEnded) for (const oldest of ended) return void ended.delete(oldest);
  };

  const purge = (): void => {
    logs.sweep();
    const now = clock.now();
    Promise.all([
      deps.events.purge(now - limits.retentionMs),
      store.purge(now - limits.idleMs, now - limits.tombstoneMs),
    ]).catch(warn("old sessions could not be removed"));
    cancelPurge = clock.after(limits.purgeEveryMs, purge);
  };
  let cancelPurge = clock.after(limits.purgeEveryMs, purge);

  return {
    hashId: deps.hashId,
    keep({ state, ...record }) {
      const sealedState = vault.seal(JSON.stringify(state), stateIdentity(record.idHash));
      return puts.add({ ...record, sealedState }).catch(warn("a session could not be stored"));
    },
    async find(sessionId, { workspaceId, principalId, clientKey }) {
      const idHash = deps.hashId(sessionId);
      if (ended.has(`${workspaceId}:${idHash}`)) return null;
      const found = await store.find(workspaceId, idHash);
      if (!found || found.lastSeenAt < clock.now() - limits.idleMs) {
        rememberEnded(workspaceId, idHash);
        return null;
      }
      if (found.principalId !== principalId || found.clientKey !== clientKey) return null;
      const { sealedState, ...record } = found;
      const state: unknown = JSON.parse(vault.open(sealedState, stateIdentity(idHash)));
      return { ...record, state: isObject(state) ? state : {} };
    },
    async touch(idHashes) {
      if (idHashes.length === 0) return;
      await puts.idle();
      await store.touch(idHashes, clock.now()).catch(warn("sessions could not be touched"));
    },
    end({ workspaceId, idHash }) {
      rememberEnded(workspaceId, idHash);
      logs.forgetSession(idHash);
      ends.add(idHash).catch(warn("the end of a session could not be stored"));
    },
    openStream: logs.open,
    closeStream(log, isUrgent) {
      logs.close(log);
      if (isUrgent) void writer.flush();
    },
    findMissed,
    async close() {
      cancelPurge();
      await writer.close();
      await puts.idle();
      await ends.idle();
    },
  };
}

/** One record of each session: one insert cannot touch a row twice. */
const newestOf = (records: readonly SessionRecord[]): SessionRecord[] => [
  ...new Map(records.map((record) => [record.idHash, record])).values(),
];
