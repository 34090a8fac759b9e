/** The id of a JSON-RPC request, as its client chose it. */
export type RequestId = string | number;

/** Longer ones are not put into event ids, which every event repeats. */
const MAX_REQUEST_ID = 200;
/** In the place of the last event's position: after it nothing comes, and nobody has to look. */
const END = "end";

/**
 * The id of a stream within its session: `s…` is the session's own, `c….<request id>` is the answer to a request. The
 * request's id travels with it, so that a client can be told how its call ended even when nothing else is left of it.
 */
export function streamIdOf(random: string, requestId: RequestId | null): string {
  if (requestId === null) return `s${random}`;
  const encoded = Buffer.from(JSON.stringify(requestId)).toString("base64url");
  return `c${random}.${encoded.length > MAX_REQUEST_ID ? "" : encoded}`;
}

/** The id of one event: unique in the session, names its stream (MCP 2025-11-25, resumability). */
export const eventIdOf = (streamId: string, event: { position: number; isLast?: boolean }): string =>
  `${streamId}.${event.isLast ? END : event.position.toString(36)}`;

export interface EventPlace {
  streamId: string;
  /** Infinity behind the last event. */
  position: number;
  /** Null for the session's own stream, and for an id that was too long to travel. */
  requestId: RequestId | null;
  isOfCall: boolean;
}

const SHAPE = /^(?:s[\w-]{1,64}|c[\w-]{1,64}\.([\w-]{0,200}))\.(end|[0-9a-z]{1,10})$/;

const readRequestId = (encoded: string): RequestId | null => {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString());
    return typeof value === "string" || typeof value === "number" ? value : null;
  } catch {
    return null;
  }
};

/** What a `Last-Event-ID` header says; null when Core never gave out such an id. */
export function parseEventId(text: string): EventPlace | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [, encoded, place = ""] = match;
  return {
    streamId: text.slice(0, -place.length - 1),
    position: place === END ? Number.POSITIVE_INFINITY : Number.parseInt(place, 36),
    requestId: encoded === undefined ? null : readRequestId(encoded),
    isOfCall: encoded !== undefined,
  };
}
