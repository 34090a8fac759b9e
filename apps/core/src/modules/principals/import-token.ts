import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import type { TokenMaker } from "./create-token.ts";
import { requirePrincipal } from "./find-principal.ts";
import { requireRankAbove } from "./guard-roles.ts";
import type { Caller, Principal } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";
import type { AccessTokenRecord, TokenStore } from "./token-store.ts";

/** The record of a token that a client made. */
export const importedToken = (
  deps: { clock: Clock; newId: TokenMaker["newId"] },
  principal: Principal,
  lastFour: string,
): AccessTokenRecord => ({
  id: deps.newId("tok"),
  workspaceId: principal.workspaceId,
  principalId: principal.id,
  principalHandle: principal.handle,
  name: "Made by a client of the legacy wires",
  lastFour,
  createdAt: deps.clock.now(),
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null,
});

/**
 * Stores a token that a client made (128 hex digits); only its hash is kept. Throws principal.not_found,
 * principal.duplicate when the token belongs to somebody already, auth.forbidden.
 */
export function createImportToken(deps: {
  principals: PrincipalStore;
  tokens: TokenStore;
  clock: Clock;
  make: TokenMaker;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (actor: Caller, handle: string, token: string): Promise<void> => {
    await requireAdministrator(deps, actor, "token.import");
    const principal = await requirePrincipal(deps.principals, actor.principal.workspaceId, handle);
    requireRankAbove(actor.principal, principal.role, `store a token of a principal with the role ${principal.role}`);
    const record = importedToken({ ...deps, newId: deps.make.newId }, principal, token.slice(-4));
    await recordAction(deps, actor, "token.import", { principalId: handle, tokenId: record.id }, () =>
      deps.tokens.insert(record, deps.make.hashToken(token)),
    );
    deps.events.publish({ type: "principals.changed", workspaceId: principal.workspaceId, principalId: principal.id });
  };
}

/** What stands for the hash of a token that is expected. No SHA-256 looks like it. */
export const expectedHash = (legacyId: string): string => `expected:${legacyId}`;
