import { eventIdOf, type StreamEvent } from "../../../modules/sessions/index.ts";

/** How soon a client should come back for a stream that broke: late enough for a Core that is being restarted. */
export const RETRY_MS = 3_000;

/** One message on a stream that can be resumed. */
export const sseEvent = (id: string, json: string): string => `id: ${id}\nevent: message\ndata: ${json}\n\n`;

/** What is sent once more of a stream. */
export const sseEvents = (streamId: string, events: readonly StreamEvent[]): string =>
  events.map((event) => sseEvent(eventIdOf(streamId, event), event.json)).join("");

/** The version from which on clients take an event without data for what it is, and come back for what follows. */
const RESUMES_SINCE = "2025-11-25";
export const comesBack = (protocolVersion: string): boolean => protocolVersion >= RESUMES_SINCE;

/** How soon to come back, as the last thing before a stream is left. */
export const retryAfter = (ms: number): string => `retry: ${ms}\n\n`;

/**
 * The first event of a stream: an id and no data, so that the client can come back before anything else was sent
 * (MCP 2025-11-25, Streamable HTTP). Clients of earlier versions take every event for a message and get the delay only.
 */
export const primingEvent = (id: string, protocolVersion: string): string =>
  comesBack(protocolVersion) ? `id: ${id}\nretry: ${RETRY_MS}\ndata: \n\n` : retryAfter(RETRY_MS);
