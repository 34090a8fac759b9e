/** What is stored of one sign-in; there is one for each server at the most. */
export interface StoredSignIn {
  workspaceId: string;
  serverRowId: string;
  /** `SignInCredentials` as JSON, sealed by the vault with the identity of the server. */
  sealedCredentials: Uint8Array;
  /** Handle of who signed in; null: Core did it by itself. */
  signedInBy: string | null;
  /** Milliseconds since 1970. */
  signedInAt: number;
}

/** Port: sign-ins to servers. They go with their server. Throws CoreError database.unavailable. */
export interface SignInStore {
  find(workspaceId: string, serverRowId: string): Promise<StoredSignIn | null>;
  /** Takes the place of what is stored. Throws CoreError server.not_found when the server is gone. */
  put(signIn: StoredSignIn): Promise<void>;
  /** Takes the place of the same sign-in, by its time. False: somebody has signed out or in meanwhile; nothing is stored. */
  renew(signIn: StoredSignIn): Promise<boolean>;
  /** False when there was nothing. */
  remove(workspaceId: string, serverRowId: string): Promise<boolean>;
}
