import { DESK_CLIENT_ID, DESK_REDIRECT_PATH, type OAuthClientOrigin, USER_SCOPE } from "@peta/contract";

/** How a client proves who it is at the token endpoint (RFC 7591, section 2). `none`: it cannot, it is public. */
export type ClientAuthMethod = "none" | "client_secret_basic" | "client_secret_post";
export type ClientGrantType = "authorization_code" | "refresh_token" | "client_credentials";

/** An application that may ask for access tokens. */
export interface OAuthClient {
  /** `client_id` on the wire; the address of the metadata document for a client that has one. */
  id: string;
  /** Whose client it is, when an administrator made it. Null: the whole installation knows it. */
  workspaceId: string | null;
  origin: OAuthClientOrigin;
  name: string;
  uri: string | null;
  redirectUris: readonly string[];
  grantTypes: readonly ClientGrantType[];
  authMethod: ClientAuthMethod;
  scopes: readonly string[];
  secretHash: string | null;
  /** The agent that `client_credentials` acts as. */
  principalId: string | null;
  createdAt: number;
  /** Registered by itself and not used yet: forgotten after this. */
  expiresAt: number | null;
  /** When the metadata document was last read. */
  fetchedAt: number | null;
}

/** Facts of a client in one workspace. */
export interface OAuthClientUse {
  client: OAuthClient;
  enabled: boolean;
  principalHandle: string | null;
  activeGrants: number;
  createdAt: number;
  lastUsedAt: number | null;
}

/** The desktop application: public, on a loopback address, and the only client that may ask for `peta:user`. */
export const DESK_CLIENT: OAuthClient = {
  id: DESK_CLIENT_ID,
  workspaceId: null,
  origin: "built_in",
  name: "Peta Desk",
  uri: null,
  redirectUris: [`http://127.0.0.1${DESK_REDIRECT_PATH}`, `http://[::1]${DESK_REDIRECT_PATH}`],
  grantTypes: ["authorization_code", "refresh_token"],
  authMethod: "none",
  scopes: [USER_SCOPE],
  secretHash: null,
  principalId: null,
  createdAt: 0,
  expiresAt: null,
  fetchedAt: null,
};
