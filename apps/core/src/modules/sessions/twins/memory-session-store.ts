import type { SessionRecord, SessionStore, StoredEvent, StreamEventStore } from "../session-store.ts";

/** Both stores in memory; what is in them outlives the module, as a database does. */
export function createMemorySessionStores() {
  const sessions = new Map<string, SessionRecord & { endedAt: number | null }>();
  let stored: StoredEvent[] = [];
  const store: SessionStore = {
    async put(records) {
      for (const record of records) {
        const found = sessions.get(record.idHash);
        if (!found || found.endedAt === null) sessions.set(record.idHash, { ...record, endedAt: null });
      }
    },
    async find(workspaceId, idHash) {
      const found = sessions.get(idHash);
      if (!found || found.workspaceId !== workspaceId || found.endedAt !== null) return null;
      const { endedAt: _, ...record } = found;
      return record;
    },
    async touch(idHashes, lastSeenAt) {
      for (const idHash of idHashes) {
        const found = sessions.get(idHash);
        if (found) found.lastSeenAt = lastSeenAt;
      }
    },
    async end(idHashes, at) {
      for (const idHash of idHashes) {
        const found = sessions.get(idHash);
        if (found) found.endedAt = at;
        stored = stored.filter((event) => event.sessionHash !== idHash);
      }
    },
    async purge(idleBefore, endedBefore) {
      for (const [idHash, session] of sessions) {
        if (session.endedAt === null && session.lastSeenAt < idleBefore) session.endedAt = session.lastSeenAt;
        if (session.endedAt !== null && session.endedAt < endedBefore) sessions.delete(idHash);
      }
    },
  };
  const events: StreamEventStore = {
    async append(more) {
      stored.push(...more);
    },
    readAfter: async (workspaceId, sessionHash, streamId, position) =>
      stored
        .filter(
          (event) =>
            event.workspaceId === workspaceId &&
            event.sessionHash === sessionHash &&
            event.streamId === streamId &&
            event.position > position,
        )
        .toSorted((a, b) => a.position - b.position),
    async purge(before) {
      stored = stored.filter(({ createdAt }) => createdAt >= before);
    },
  };
  return { store, events, sessions, stored: () => stored };
}
