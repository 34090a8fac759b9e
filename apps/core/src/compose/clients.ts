import type { PrismaClient } from "@peta/db";
import { newId } from "../adapters/crypto/index.ts";
import { createClientStore } from "../adapters/prisma/client-store.ts";
import { type ClientsDeps, createClientsModule, type KnownCredential } from "../modules/clients/index.ts";
import type { SnapshotSource } from "../modules/permissions/index.ts";
import type { ConsoleSessionStore } from "../modules/principals/console-session-store.ts";
import { findRelated } from "../modules/principals/find-related.ts";
import type { Principal } from "../modules/principals/principal.ts";
import type { PrincipalStore } from "../modules/principals/principal-store.ts";
import type { TokenStore } from "../modules/principals/token-store.ts";

type ClientPartsDeps = Pick<ClientsDeps, "audit" | "events" | "clock" | "log"> & {
  prisma: PrismaClient;
  snapshots: SnapshotSource;
  principals: Pick<PrincipalStore, "findByHandle">;
  tokens: Pick<TokenStore, "list">;
  sessions: Pick<ConsoleSessionStore, "list">;
  /** The OAuth clients that hold a grant of this principal. */
  listOAuthClients: (principal: Principal) => Promise<{ clientId: string; name: string }[]>;
};

/** The clients module on the database. Its `close` comes after the surfaces have ended and before the database. */
export function createClientParts({ prisma, snapshots, ...deps }: ClientPartsDeps) {
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
  const related: ClientsDeps["findRelated"] = (caller, handle) => findRelated(deps.principals, caller, handle);
  const clients = createClientsModule({
    ...deps,
    store: createClientStore({ prisma }),
    newId,
    findRelated: related,
    policy: (workspaceId) => snapshots.current(workspaceId).policy,
    listCredentials: async (principal) =>
      (await Promise.all([listTokens(principal), listBrowsers(principal), listOAuth(principal)])).flat(),
  });
  return { clients, findRelated: related };
}
