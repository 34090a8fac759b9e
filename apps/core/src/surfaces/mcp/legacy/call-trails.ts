import type { Clock } from "../../../adapters/clock.ts";
import type { Missed, SessionIdentity, SessionsModule, StreamLog } from "../../../modules/sessions/index.ts";
import type { Exchange, Trail, TrailKeeper } from "../exchange.ts";
import type { OpenExchanges } from "../open-exchanges.ts";
import { INTERRUPTED, interruption } from "./interrupted.ts";
import { comesBack, primingEvent, retryAfter, sseEvent, sseEvents } from "./sse-event.ts";

export interface CallTrailLimits {
  /** How long a call goes on without a connection until it is taken for given up. */
  resumeGraceMs: number;
  /** A call that takes longer is answered as a stream, so that its client can come back for it. */
  primeAfterMs: number;
}

/** The stream of one call: what it sends goes to the call's own connection, or to the one that came back for it. */
interface CallTrail extends Trail {
  exchange: Exchange;
  protocolVersion: string;
  reader: Exchange | null;
}

const GIVEN_UP = {
  code: -32800,
  message: "The connection broke and nobody came back for the answer in time. The call was cancelled.",
  data: { code: "request.cancelled" },
};

/** Looks this often for calls that take long. */
const LOOK_EVERY_MS = 1_000;

/**
 * Calls of sessions outlive their connection: a connection that breaks is not a cancellation (MCP 2025-11-25). For a
 * while the call goes on, and what it sends is kept for the client that comes back with `Last-Event-ID`.
 */
export function createCallTrails(deps: {
  sessions: Pick<SessionsModule, "openStream" | "closeStream">;
  open: OpenExchanges;
  clock: Clock;
  limits: CallTrailLimits;
}) {
  const { sessions, clock, limits } = deps;
  const byLog = new Map<StreamLog, CallTrail>();
  /** Connections that came back. */
  const byReader = new Map<Exchange, CallTrail>();
  const byExchange = new Map<Exchange, { trail: CallTrail; log: StreamLog }>();
  const graces = new Map<Exchange, () => void>();

  const endGrace = (exchange: Exchange): void => {
    graces.get(exchange)?.();
    graces.delete(exchange);
  };

  const giveUp = (exchange: Exchange, isCoreStopping = false): void => {
    endGrace(exchange);
    // The answer first: what the cancelled call says of itself comes too late.
    if (exchange.isStream) exchange.sendError(isCoreStopping ? INTERRUPTED : GIVEN_UP);
    exchange.cancel(isCoreStopping ? interruption() : undefined);
  };

  const startGrace = (exchange: Exchange): void => {
    endGrace(exchange);
    graces.set(
      exchange,
      clock.after(limits.resumeGraceMs, () => giveUp(exchange)),
    );
  };

  const openTrail = (exchange: Exchange, identity: SessionIdentity, protocolVersion: string): Trail => {
    const log = sessions.openStream(identity, exchange.id);
    const close = (): void => {
      byLog.delete(log);
      const isHeard = !exchange.isLeft || trail.reader !== null;
      sessions.closeStream(log, !isHeard);
    };
    const trail: CallTrail = {
      exchange,
      protocolVersion,
      reader: null,
      opening: primingEvent(log.idOf(0), protocolVersion),
      event(json, isLast) {
        const text = sseEvent(log.append(json, { isLast }), json);
        const { reader } = trail;
        if (!isLast) reader?.write(text);
        else {
          close();
          reader?.endStream(text);
        }
        return text;
      },
      end() {
        const { reader } = trail;
        close();
        reader?.sendNothing();
      },
      leave(retryMs) {
        if (!comesBack(protocolVersion)) return;
        const { reader } = trail;
        if (!reader) return exchange.leaveStream(retryAfter(retryMs));
        trail.reader = null;
        byReader.delete(reader);
        reader.endStream(retryAfter(retryMs));
        startGrace(exchange);
      },
    };
    byLog.set(log, trail);
    byExchange.set(exchange, { trail, log });
    return trail;
  };

  const primeSlow = (): void => {
    const before = clock.now() - limits.primeAfterMs;
    deps.open.forEach((exchange) => {
      if (exchange.keeper && !exchange.isStream && exchange.startedAt <= before) exchange.openStream();
    });
    cancelLook = clock.after(LOOK_EVERY_MS, primeSlow);
  };
  let cancelLook = clock.after(LOOK_EVERY_MS, primeSlow);

  return {
    /** What gives the calls of one session their trails. */
    keeperOf: (identity: SessionIdentity, protocolVersion: string): TrailKeeper => ({
      openTrail: (exchange) => openTrail(exchange, identity, protocolVersion),
    }),

    /** The connection of a call, or one that came back for it, is gone. `isOver`: the call has nothing more to say. */
    closed(exchange: Exchange, isOver: boolean): void {
      const resumed = byReader.get(exchange);
      if (resumed) {
        byReader.delete(exchange);
        if (resumed.reader !== exchange) return;
        resumed.reader = null;
        if (!resumed.exchange.isDone && resumed.exchange.isLeft) startGrace(resumed.exchange);
        return;
      }
      const own = byExchange.get(exchange);
      if (isOver) {
        byExchange.delete(exchange);
        endGrace(exchange);
        if (own && !exchange.wasLeft && exchange.res.writableFinished && !exchange.res.errored)
          own.log.isDelivered = true;
        return;
      }
      if (!own?.trail.reader) startGrace(exchange);
    },

    /** Lets a connection have what a running call has sent after a position, and everything that follows. */
    resume({ log, after }: Extract<Missed, { kind: "running" }>, reader: Exchange): void {
      const trail = byLog.get(log);
      if (!trail) return reader.sendNothing();
      endGrace(trail.exchange);
      const { exchange, reader: older } = trail;
      trail.reader = reader;
      byReader.set(reader, trail);
      older?.sendNothing();
      reader.openStream();
      // In one piece: a reader that is still fresh is not a slow one.
      reader.write(primingEvent(log.idOf(after), trail.protocolVersion) + sseEvents(log.id, log.after(after)));
      // Its client has left it, whatever the network still says.
      if (!exchange.isLeft) exchange.res.destroy();
    },

    /** Core stops: calls that nobody hears are cancelled now. */
    close(): void {
      cancelLook();
      for (const exchange of graces.keys()) giveUp(exchange, true);
    },
  };
}

export type CallTrails = ReturnType<typeof createCallTrails>;
