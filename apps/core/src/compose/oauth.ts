import { randomBytes } from "node:crypto";
import type { PrismaClient } from "@peta/db";
import type { FastifyInstance } from "fastify";
import type { Clock } from "../adapters/clock.ts";
import { hashToken, newId } from "../adapters/crypto/index.ts";
import { createFetchDocument } from "../adapters/oidc/fetch-document.ts";
import { loadOnce } from "../modules/load-once.ts";
import { createFindPrincipalById } from "../adapters/prisma/find-principal-by-id.ts";
import { createOAuthArtifactStore } from "../adapters/prisma/oauth-artifact-store.ts";
import { createOAuthClientStore } from "../adapters/prisma/oauth-client-store.ts";
import { createOAuthGrantStore } from "../adapters/prisma/oauth-grant-store.ts";
import { createOAuthRequestStore } from "../adapters/prisma/oauth-request-store.ts";
import { createOAuthTokenStore } from "../adapters/prisma/oauth-token-store.ts";
import type { AuditRecorder } from "../modules/audit/index.ts";
import type { EventBus } from "../modules/events.ts";
import type { Log } from "../modules/log.ts";
import { announceEnded, createOAuthModule, createResources, type OAuthSettings } from "../modules/oauth/index.ts";
import type { FetchDocument } from "../modules/oauth/metadata-documents.ts";
import { createAuthenticateBearer } from "../modules/principals/authenticate-bearer.ts";
import type { PrincipalsModule } from "../modules/principals/index.ts";
import type { Vault } from "../modules/vault.ts";
import { type AuthorizationServer, mountOAuth, type OAuthSurfaceDeps, problemPage } from "../surfaces/oauth/index.ts";

export interface OAuthPartsDeps {
  prisma: PrismaClient;
  vault: Vault;
  events: EventBus;
  clock: Clock;
  log: Log;
  audit: AuditRecorder;
  principals: Pick<PrincipalsModule, "findPrincipal" | "authenticateToken">;
  workspaceName: (workspaceId: string) => Promise<{ name: string }>;
  settings: OAuthSettings;
  /** How clients' metadata documents are read; the default reads them from the public Internet alone. */
  fetchDocument?: FetchDocument;
}

/** The authorization server, who is behind a bearer token of whatever kind, and the pages' operations. */
export function createOAuthParts(deps: OAuthPartsDeps) {
  const { prisma, vault, events, clock, log } = deps;
  const clients = createOAuthClientStore({ prisma });
  const grants = createOAuthGrantStore({ prisma });
  const requests = createOAuthRequestStore({ prisma, hash: hashToken });
  const findPrincipalById = createFindPrincipalById({ prisma });
  const documents = createFetchDocument();
  const known = whenKnown("Core does not listen yet");
  const resources = () => known.get().resources;
  const oauth = createOAuthModule({
    ...deps,
    clients,
    grants,
    requests,
    tokens: createOAuthTokenStore({ prisma }),
    fetchDocument: deps.fetchDocument ?? documents.fetch,
    findPrincipal: deps.principals.findPrincipal,
    findPrincipalById,
    resources,
    make: { newId, newSecret: () => randomBytes(32).toString("base64url"), hashSecret: hashToken },
  });

  const authenticate = createAuthenticateBearer({
    authenticateToken: deps.principals.authenticateToken,
    authenticateOAuth: oauth.authenticate,
  });

  return {
    oauth,
    authenticate,
    resources,
    mount: (app: FastifyInstance, surface: Pick<OAuthSurfaceDeps, "clientAddress" | "admitAddress">) =>
      mountOAuth(app, { ...surface, oauth, server: () => known.get().server(), log }),
    /** @param publicUrl as clients reach Core: the issuer */
    start(publicUrl: string): void {
      const own = createResources(publicUrl);
      // The library is large, and agents with tokens of Core's own never need it.
      const server = loadOnce(async () => {
        const { createAuthorizationServer } = await import("../adapters/oidc/create-authorization-server.ts");
        return createAuthorizationServer({
          resources: own,
          storage: {
            artifacts: createOAuthArtifactStore({ prisma }),
            grants,
            clients,
            findClient: oauth.findClient,
            findPrincipalById,
            tokenEvents: oauth.tokenEvents,
            hash: hashToken,
            announceEnded: (workspaceId, hashes) => announceEnded({ events }, workspaceId, hashes),
            now: () => clock.now(),
          },
          requests,
          vault,
          log,
          problemPage,
        });
      });
      known.set({ resources: own, server: server.get });
      oauth.start();
    },
    async close(): Promise<void> {
      oauth.close();
      await documents.close();
    },
  };
}

interface Known {
  resources: ReturnType<typeof createResources>;
  server: () => Promise<AuthorizationServer>;
}

/** What there is once Core knows its own address. */
function whenKnown(otherwise: string) {
  let value: Known | null = null;
  return {
    set: (known: Known): void => void (value = known),
    get(): Known {
      if (value === null) throw new Error(otherwise);
      return value;
    },
  };
}
