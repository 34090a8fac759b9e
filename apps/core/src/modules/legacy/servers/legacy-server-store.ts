/** What is stored of a server of the wire `/admin` beside the server. */
export interface LegacyServerFacts {
  /** Internal id of the server (`srv_...`). */
  serverRowId: string;
  /** The id as its creator wrote it. */
  legacyId: string;
  category: number;
  authType: number;
  /** JSON text as it was sent. */
  configTemplate: string | null;
  proxyId: number;
  toolTmplId: string | null;
  lazyStartEnabled: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
  updatedAt: number;
}

/** Port: facts of a workspace's servers. A server that was registered elsewhere has none. */
export interface LegacyServerStore {
  list(workspaceId: string): Promise<LegacyServerFacts[]>;
  /** Inserts or replaces. Throws CoreError server.duplicate when another server has the same id on the wire. */
  save(workspaceId: string, facts: LegacyServerFacts): Promise<void>;
}
