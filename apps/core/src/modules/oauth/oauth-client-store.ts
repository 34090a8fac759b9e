import type { OAuthClient, OAuthClientUse } from "./oauth-client.ts";

/** Port: clients, and what each workspace knows of them. The built-in client is no row. */
export interface OAuthClientStore {
  /** Null for an unknown client and for one whose registration ran out unused. */
  find(id: string): Promise<OAuthClient | null>;
  insert(client: OAuthClient): Promise<void>;
  /** Keeps what a metadata document says now, of a client that is in use somewhere. */
  refreshDocument(client: OAuthClient): Promise<void>;
  /** An administrator's client, together with the workspace's leave to use it. */
  insertOwn(client: OAuthClient & { workspaceId: string }): Promise<void>;

  /** Clients made for this workspace or used in it. */
  listUses(workspaceId: string, now: number): Promise<OAuthClientUse[]>;
  findUse(workspaceId: string, clientId: string, now: number): Promise<OAuthClientUse | null>;
  /** False once an administrator of the workspace has switched the client off there. True for one never seen there. */
  isEnabled(workspaceId: string, clientId: string): Promise<boolean>;
  /**
   * Somebody in this workspace has allowed the client something: from now on it is listed there, what is known of it
   * is kept, and its registration does not run out.
   */
  noteUse(workspaceId: string, client: OAuthClient, at: number): Promise<void>;
  setEnabled(workspaceId: string, clientId: string, enabled: boolean): Promise<void>;
  /**
   * Takes the client out of the workspace with all its grants and tokens there; one that belongs to the workspace is
   * gone for good. Answers the hashes of the access tokens that ended.
   */
  remove(workspaceId: string, clientId: string): Promise<string[]>;
}
