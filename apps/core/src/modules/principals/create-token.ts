import type { createTokenInputSchema, TokenView } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import { iso, isoOrNull } from "../iso-time.ts";
import { requirePrincipal } from "./find-principal.ts";
import { requireRankAbove } from "./guard-roles.ts";
import { type Caller, isActive, type Principal } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";
import type { AccessTokenRecord, TokenStore } from "./token-store.ts";

export const toTokenView = (token: AccessTokenRecord): TokenView => ({
  tokenId: token.id,
  principalId: token.principalHandle,
  name: token.name,
  lastFour: token.lastFour,
  createdAt: iso(token.createdAt),
  expiresAt: isoOrNull(token.expiresAt),
  revokedAt: isoOrNull(token.revokedAt),
  lastUsedAt: isoOrNull(token.lastUsedAt),
});

export interface TokenMaker {
  newId: (prefix: string) => string;
  /** A new secret token with 256 bits or more. */
  newToken: () => string;
  hashToken: (token: string) => string;
}

/** Makes and stores a token; also used by the first set-up, where there is no actor yet. */
export async function issueToken(
  deps: { tokens: TokenStore; clock: Clock; make: TokenMaker },
  principal: Principal,
  name: string,
  expiresInSeconds: number | null,
): Promise<{ record: AccessTokenRecord; token: string }> {
  const token = deps.make.newToken();
  const now = deps.clock.now();
  const record: AccessTokenRecord = {
    id: deps.make.newId("tok"),
    workspaceId: principal.workspaceId,
    principalId: principal.id,
    principalHandle: principal.handle,
    name,
    lastFour: token.slice(-4),
    createdAt: now,
    expiresAt: expiresInSeconds === null ? null : now + expiresInSeconds * 1000,
    revokedAt: null,
    lastUsedAt: null,
  };
  await deps.tokens.insert(record, deps.make.hashToken(token));
  return { record, token };
}

/** Issues an access token for a principal. Throws principal.not_found, principal.disabled, auth.forbidden. */
export function createCreateToken(deps: {
  principals: PrincipalStore;
  tokens: TokenStore;
  clock: Clock;
  make: TokenMaker;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (
    actor: Caller,
    input: z.output<typeof createTokenInputSchema>,
  ): Promise<TokenView & { token: string }> => {
    await requireAdministrator(deps, actor, "token.create");
    const { workspaceId } = actor.principal;
    const principal = await requirePrincipal(deps.principals, workspaceId, input.principalId);
    if (principal.id !== actor.principal.id)
      requireRankAbove(
        actor.principal,
        principal.role,
        `create a token for a principal with the role ${principal.role}`,
      );
    if (!isActive(principal, deps.clock.now()))
      throw new CoreError(
        "principal.disabled",
        `"${principal.handle}" is disabled or has expired. Enable it before you create a token for it.`,
      );
    const name = input.name ?? `${principal.handle} token`;
    const detail = { principalId: principal.handle, name, expiresInSeconds: input.expiresInSeconds };
    const { record, token } = await recordAction(deps, actor, "token.create", detail, () =>
      issueToken(deps, principal, name, input.expiresInSeconds),
    );
    deps.events.publish({ type: "principals.changed", workspaceId, principalId: principal.id });
    return { ...toTokenView(record), token };
  };
}
