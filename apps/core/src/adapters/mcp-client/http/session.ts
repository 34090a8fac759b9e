import { MODERN_VERSION } from "../protocol.ts";

/** A legacy session; null where the server keeps none. */
export interface Session {
  id: string | null;
  protocolVersion: string;
}

const BASE = ["content-type", "application/json", "accept", "application/json, text/event-stream"];

/** Names and values one after the other, as `headerLines` takes them. */
export const legacyHeaders = ({ id, protocolVersion }: Session): string[] => [
  ...BASE,
  "mcp-protocol-version",
  protocolVersion,
  ...(id === null ? [] : ["mcp-session-id", id]),
];

/** The first message of a session names neither a revision nor a session. */
export const INITIALIZE_HEADERS: readonly string[] = BASE;

export const MODERN_HEADERS: readonly string[] = [...BASE, "mcp-protocol-version", MODERN_VERSION];
