import type { Caller } from "../principals/principal.ts";

/** One use of Core's capabilities: who, with which credential, through which session. */
export interface ClientUse {
  caller: Caller;
  /** What the application says of itself; display only. */
  info: { name: string; version: string } | null;
  sessionId: string | null;
  /** Null outside MCP. */
  era: "legacy" | "modern" | null;
}

/** What `modules/gateway` tells about who uses it. Nothing here waits or throws: it stands on the path of every call. */
export interface ClientWatch {
  seen(use: ClientUse): void;
  /** @param end ends the session or the stream; called for what a person ends by hand */
  opened(use: ClientUse, end: () => void): { close(): void };
}
