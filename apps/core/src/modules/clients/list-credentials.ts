import type { Clock } from "../../adapters/clock.ts";
import type { ConsoleSessionStore } from "../principals/console-session-store.ts";
import type { Principal } from "../principals/principal.ts";
import type { TokenStore } from "../principals/token-store.ts";
import type { KnownCredential, ListCredentials } from "./known-credentials.ts";

export interface CredentialSources {
  tokens: Pick<TokenStore, "list">;
  sessions: Pick<ConsoleSessionStore, "list">;
  /** The OAuth clients that hold a grant of this principal, or act as it. */
  listOAuthClients: (principal: Principal) => Promise<{ clientId: string; name: string }[]>;
  clock: Clock;
}

/** Tokens, browsers and OAuth clients that are good for a principal now. */
export function createListCredentials(deps: CredentialSources): ListCredentials {
  const listTokens = async ({ workspaceId, handle }: Principal): Promise<KnownCredential[]> => {
    const now = deps.clock.now();
    return (await deps.tokens.list(workspaceId, handle))
      .filter(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now))
      .map(({ id, name }) => ({ clientKey: id, source: "token", name }));
  };
  const listBrowsers = async ({ accountId }: Principal): Promise<KnownCredential[]> =>
    accountId === null
      ? []
      : (await deps.sessions.list(accountId)).map(({ ref, userAgent }) => ({
          clientKey: ref,
          source: "console_session",
          name: userAgent ?? "Browser",
        }));
  const listOAuth = async (principal: Principal): Promise<KnownCredential[]> =>
    (await deps.listOAuthClients(principal)).map(({ clientId, name }) => ({
      clientKey: `oauth:${clientId}`,
      source: "oauth",
      name,
    }));
  return async (principal) =>
    (await Promise.all([listTokens(principal), listBrowsers(principal), listOAuth(principal)])).flat();
}
