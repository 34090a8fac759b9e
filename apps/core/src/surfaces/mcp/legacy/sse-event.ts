import { eventIdOf, type StreamEvent } from "../../../modules/sessions/index.ts";

/** How soon a client should come back for a stream that broke: late enough for a Core that is being restarted. */
export const RETRY_MS = 3_000;

/** One message on a stream that can be resumed. */
export const sseEvent = (id: string, json: string): string => `id: ${id}\nevent: message\ndata: ${json}\n\n`;

/** What is sent once more of a stream. */
export const sseEvents = (streamId: string, events: readonly StreamEvent[]): string =>
  events.map((event) => sseEvent(eventIdOf(streamId, event), event.json)).join("");

/**
 * The first event of a stream: an id and no data, so that the client can come back before anything else was sent
 * (MCP 2025-11-25, Streamable HTTP). Clients of earlier versions take every event for a message and get the delay only.
 */
export const primingEvent = (id: string, protocolVersion: string): string =>
  protocolVersion >= "2025-11-25" ? `id: ${id}\nretry: ${RETRY_MS}\ndata: \n\n` : `retry: ${RETRY_MS}\n\n`;
