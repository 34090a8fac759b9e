/** Values that one principal has stored for one server, sealed. */
export interface StoredValues {
  /** Another one for every change. */
  revision: string;
  workspaceId: string;
  serverRowId: string;
  principalId: string;
  sealedValues: Uint8Array;
  /** The principal's agents may run with them too. */
  shareWithAgents: boolean;
  /** Milliseconds since 1970. */
  configuredAt: number;
}

/** Who has values for a server, without the values. */
export interface ValuesHolder {
  principalId: string;
  revision: string;
  shareWithAgents: boolean;
  /** When the holder's account ends: their values serve nobody then. Milliseconds since 1970, or null. */
  expiresAt: number | null;
}

/**
 * Port: values of users for servers. They go with their server, with their principal, and with the server's fields.
 * Throws CoreError database.unavailable.
 */
export interface ServerValuesStore {
  /** Holders that are active now. */
  listHolders(workspaceId: string, serverRowId: string): Promise<ValuesHolder[]>;
  find(workspaceId: string, serverRowId: string, principalId: string): Promise<StoredValues | null>;
  /** Takes the place of what is stored. Throws CoreError server.not_found when the server takes no values any more. */
  put(values: StoredValues): Promise<void>;
  /** False when there was nothing. */
  remove(workspaceId: string, serverRowId: string, principalId: string): Promise<boolean>;
}
