/** What a session is made of, as far as it outlives the process. */
export interface SessionRecord {
  /** SHA-256 of the session id, hex: the id itself is a secret of its client. */
  idHash: string;
  workspaceId: string;
  principalId: string;
  /** The credential's client application. */
  clientKey: string;
  protocolVersion: string;
  /** Everything the client said of itself, sealed by the vault with the row's identity. */
  sealedState: Uint8Array;
  /** Milliseconds since 1970. */
  lastSeenAt: number;
}

/** Port: sessions of MCP clients, so that they survive a restart. */
export interface SessionStore {
  /** Adds the sessions, or replaces what is stored of them; a session that was ended stays ended. */
  put(records: readonly SessionRecord[]): Promise<void>;
  /** The session, unless it has ended. */
  find(workspaceId: string, idHash: string): Promise<SessionRecord | null>;
  touch(idHashes: readonly string[], lastSeenAt: number): Promise<void>;
  /** Leaves a tombstone: no process opens such a session again. Its events go. */
  end(idHashes: readonly string[], at: number): Promise<void>;
  /** Ends what nobody has used since `idleBefore`, and removes tombstones from before `endedBefore`. */
  purge(idleBefore: number, endedBefore: number): Promise<void>;
}

/** An event of a stream, sealed by the vault with its place as identity. */
export interface StoredEvent {
  workspaceId: string;
  sessionHash: string;
  streamId: string;
  position: number;
  isLast: boolean;
  sealedEvent: Uint8Array;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Port: what streams have sent, for a short while. */
export interface StreamEventStore {
  /** An event that is stored already is left as it is. */
  append(events: readonly StoredEvent[]): Promise<void>;
  /** In order of their positions. */
  readAfter(workspaceId: string, sessionHash: string, streamId: string, position: number): Promise<StoredEvent[]>;
  purge(before: number): Promise<void>;
}
