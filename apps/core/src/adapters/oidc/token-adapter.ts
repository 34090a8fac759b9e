import { type AdapterPayload, errors } from "oidc-provider";
import type { TokenArtifact } from "../prisma/oauth-artifact-store.ts";
import type { PartialAdapter } from "./partial-adapter.ts";
import { currentRequest } from "./request-context.ts";
import type { OidcStorage } from "./storage.ts";

const KINDS = {
  AuthorizationCode: "code",
  AccessToken: "access",
  RefreshToken: "refresh",
  ClientCredentials: "client_credentials",
} as const;

const resourceOf = ({ aud, resource }: AdapterPayload): string | null => {
  const value: unknown = aud ?? resource;
  return typeof value === "string" ? value : null;
};

/** Codes and tokens, stored by their hash: the value itself is the library's `jti`, which stays out of the row. */
export function createTokenAdapter(storage: OidcStorage, model: keyof typeof KINDS): PartialAdapter {
  const { artifacts, hash } = storage;
  const kind = KINDS[model];
  const isAccess = kind === "access" || kind === "client_credentials";

  const principalOf = async (payload: AdapterPayload): Promise<string> => {
    if (payload.accountId !== undefined) return payload.accountId;
    const client = await storage.findClient(payload.clientId ?? "");
    if (!client?.principalId) throw new errors.InvalidGrant("the client is bound to nobody");
    return client.principalId;
  };

  return {
    async upsert(id, { jti: _, ...payload }, expiresIn) {
      const token: TokenArtifact = {
        kind,
        principalId: await principalOf(payload),
        clientId: payload.clientId ?? "",
        grantId: payload.grantId ?? null,
        scopes: (payload.scope ?? "").split(" ").filter((scope) => scope !== ""),
        resource: resourceOf(payload),
        payload,
        expiresAt: payload.exp === undefined ? storage.now() + (expiresIn ?? 0) * 1000 : payload.exp * 1000,
      };
      // The grant was taken back between the check and now.
      if (!(await artifacts.insertToken(hash(id), token))) throw new errors.InvalidGrant("grant not found");
    },

    async find(id) {
      const token = await artifacts.findToken(hash(id));
      if (token?.kind !== kind) return undefined;
      return { ...token.payload, jti: id, ...(token.consumedAt !== null && { consumed: token.consumedAt / 1000 }) };
    },

    /** Of two requests that come at once with one code or refresh token, the second one is a replay (A8). */
    async consume(id) {
      if (await artifacts.consumeToken(hash(id))) return;
      const token = await artifacts.findToken(hash(id));
      const { grantEnd, ipAddress } = currentRequest();
      if (token?.grantId) await storage.tokenEvents.endGrant(token.grantId, grantEnd, ipAddress);
      throw new errors.InvalidGrant("already used");
    },

    async destroy(id) {
      const removed = await artifacts.removeToken(hash(id));
      if (removed && isAccess) storage.announceEnded(removed.workspaceId, [hash(id)]);
    },

    /** Everything of a grant ends together, whichever model the library names first. */
    async revokeByGrantId(grantId) {
      const { grantEnd, ipAddress } = currentRequest();
      await storage.tokenEvents.endGrant(grantId, grantEnd, ipAddress);
    },
  };
}
