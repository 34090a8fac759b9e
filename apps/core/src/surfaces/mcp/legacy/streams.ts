import type { Gateway } from "../../../modules/gateway/index.ts";
import { eventIdOf, type Missed, type SessionsModule } from "../../../modules/sessions/index.ts";
import type { Exchange } from "../exchange.ts";
import { methodNotAllowed } from "../check-request.ts";
import type { CallTrails } from "./call-trails.ts";
import type { Session } from "./session.ts";
import { INTERRUPTED } from "./interrupted.ts";
import { sseEvent, sseEvents } from "./sse-event.ts";

type Gone = Extract<Missed, { kind: "ended" | "interrupted" }>;

/** What a GET of a session opens: the session's own stream, or the rest of the answer that `Last-Event-ID` names. */
export function createStreams(deps: {
  sessions: Pick<SessionsModule, "findMissed">;
  trails: CallTrails;
  gateway: Gateway;
}) {
  /** Sends what is left of a stream that has no process any more. */
  const sendRest = async (exchange: Exchange, session: Session, missed: Gone): Promise<void> => {
    const { streamId } = missed;
    let rest = sseEvents(streamId, missed.events);
    if (missed.kind === "interrupted" && missed.requestId !== null) {
      const { requestId } = missed;
      rest += sseEvent(
        eventIdOf(streamId, { position: 0, isLast: true }),
        JSON.stringify({ jsonrpc: "2.0", id: requestId, error: INTERRUPTED }),
      );
      await deps.gateway.record(session.client, {
        action: "resume",
        outcome: "failed",
        requestId: String(requestId),
        errorCode: INTERRUPTED.data.code,
        reason: INTERRUPTED.message,
      });
    }
    // A stream that is over and was heard to its end: the one answer that makes clients stop asking for it. They do so
    // by themselves, and nothing was refused: it is no denial on record.
    if (rest === "") return exchange.sendFault(methodNotAllowed("POST, DELETE"));
    exchange.openStream();
    exchange.endStream(rest);
  };

  return {
    /** Throws WireError; rejects with database.unavailable, vault.unreadable, audit.unavailable. */
    async open(exchange: Exchange, session: Session): Promise<void> {
      exchange.sessionId = session.id;
      const lastEventId = exchange.req.headers["last-event-id"];
      const missed =
        typeof lastEventId === "string" && lastEventId !== ""
          ? await deps.sessions.findMissed(session.identity, lastEventId)
          : null;
      if (exchange.isDone) return;
      if (missed === null || missed.kind === "own" || missed.kind === "own_before") session.own.open(exchange, missed);
      else if (missed.kind === "running") deps.trails.resume(missed, exchange);
      else await sendRest(exchange, session, missed);
    },
  };
}
