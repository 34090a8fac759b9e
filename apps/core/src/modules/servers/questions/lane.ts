import type { ConnectionScope } from "../server-link.ts";

/** Whom a connection beside the shared one is for. */
export interface Lane {
  /** What is declared to a legacy server: exactly what the client declares. */
  capabilities: Record<string, unknown>;
  /** Null: clients that cannot be asked share it. */
  owner: ConnectionScope | null;
  /** The server shows a tool on this connection as another one than is known. */
  onOtherTools(): void;
}
