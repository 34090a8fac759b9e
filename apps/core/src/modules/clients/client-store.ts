/** One client application of a principal, as far as it has been seen. Times in milliseconds since 1970. */
export interface ClientRecord {
  workspaceId: string;
  principalId: string;
  /** `clientKeyOfCredential` of the credential it came with. */
  clientKey: string;
  /** What it last said of itself; display only. */
  name: string | null;
  version: string | null;
  firstSeenAt: number;
  lastSeenAt: number;
}

/** Port: client applications that were seen. Throws CoreError database.unavailable. */
export interface ClientStore {
  listOf(workspaceId: string, principalId: string): Promise<ClientRecord[]>;
  /**
   * Keeps what was seen: the earlier first and the later last time stay, a name that is not said keeps the known one.
   * A principal that is gone meanwhile is left out. Answers those that are new or call themselves otherwise now.
   */
  keep(seen: readonly ClientRecord[]): Promise<Pick<ClientRecord, "workspaceId" | "principalId" | "clientKey">[]>;
}
