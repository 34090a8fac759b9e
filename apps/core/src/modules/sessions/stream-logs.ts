import type { RequestId } from "./event-id.ts";
import { type LogLimits, type SessionIdentity, type StreamEvent, StreamLog } from "./stream-log.ts";

export interface LogsLimits extends LogLimits {
  /** How long a stream that has ended can be asked for. */
  retentionMs: number;
  /** UTF-16 units that are kept of the ended streams of one session, and of all; the newest stream is always kept. */
  endedLengthPerSession: number;
  endedLength: number;
}

interface OfSession {
  running: Map<string, StreamLog>;
  /** In the order in which they ended. */
  ended: Map<string, StreamLog>;
  endedLength: number;
}

/** The streams of this process, while they run and for a while after. */
export function createStreamLogs(deps: {
  limits: LogsLimits;
  random: () => string;
  now: () => number;
  onAppend: (log: StreamLog, event: StreamEvent) => void;
}) {
  const { limits } = deps;
  const sessions = new Map<string, OfSession>();
  /** When each ended, in that order. */
  const endedAt = new Map<StreamLog, number>();
  let endedLength = 0;

  const drop = (log: StreamLog): void => {
    if (!endedAt.delete(log)) return;
    endedLength -= log.length;
    const { idHash } = log.session;
    const own = sessions.get(idHash);
    if (!own?.ended.delete(log.id)) return;
    own.endedLength -= log.length;
    if (own.running.size === 0 && own.ended.size === 0) sessions.delete(idHash);
  };

  const makeRoom = (own: OfSession): void => {
    for (const log of own.ended.values()) {
      if (own.endedLength <= limits.endedLengthPerSession || own.ended.size === 1) break;
      drop(log);
    }
    for (const log of endedAt.keys()) {
      if (endedLength <= limits.endedLength || endedAt.size === 1) break;
      drop(log);
    }
  };

  return {
    /** @param requestId null: the session's own stream */
    open(session: SessionIdentity, requestId: RequestId | null): StreamLog {
      const log: StreamLog = new StreamLog(session, deps.random(), requestId, limits, (event) =>
        deps.onAppend(log, event),
      );
      let own = sessions.get(session.idHash);
      if (!own) sessions.set(session.idHash, (own = { running: new Map(), ended: new Map(), endedLength: 0 }));
      own.running.set(log.id, log);
      return log;
    },
    /** Nothing more comes of it; what it has sent stays for a while. */
    close(log: StreamLog): void {
      log.hasEnded = true;
      const own = sessions.get(log.session.idHash);
      if (!own?.running.delete(log.id)) return;
      own.ended.set(log.id, log);
      own.endedLength += log.length;
      endedAt.set(log, deps.now());
      endedLength += log.length;
      makeRoom(own);
    },
    find({ idHash }: SessionIdentity, streamId: string): StreamLog | null {
      const own = sessions.get(idHash);
      return own?.running.get(streamId) ?? own?.ended.get(streamId) ?? null;
    },
    forgetSession(idHash: string): void {
      const own = sessions.get(idHash);
      if (!own) return;
      for (const log of own.ended.values()) drop(log);
      sessions.delete(idHash);
    },
    sweep(): void {
      for (const [log, at] of endedAt) {
        if (at > deps.now() - limits.retentionMs) return;
        drop(log);
      }
    },
  };
}
