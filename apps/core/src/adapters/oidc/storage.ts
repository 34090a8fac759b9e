import type { OAuthClient } from "../../modules/oauth/oauth-client.ts";
import type { OAuthClientStore } from "../../modules/oauth/oauth-client-store.ts";
import type { FindPrincipalById, OAuthGrantStore } from "../../modules/oauth/oauth-grant-store.ts";
import type { TokenEvents } from "../../modules/oauth/token-events.ts";
import type { OAuthArtifactStore } from "../prisma/oauth-artifact-store.ts";

/** What the authorization server keeps and asks. */
export interface OidcStorage {
  artifacts: OAuthArtifactStore;
  grants: OAuthGrantStore;
  clients: OAuthClientStore;
  findClient: (id: string) => Promise<OAuthClient | null>;
  findPrincipalById: FindPrincipalById;
  tokenEvents: TokenEvents;
  /** SHA-256; codes, tokens, secrets and request ids are stored only so. */
  hash: (secret: string) => string;
  /** Says that one access token ended. */
  announceEnded: (workspaceId: string, tokenHashes: readonly string[]) => void;
  now: () => number;
}
