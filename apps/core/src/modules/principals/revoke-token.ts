import type { TokenView } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import { toTokenView } from "./create-token.ts";
import { requireRankAbove } from "./guard-roles.ts";
import type { Caller } from "./principal.ts";
import type { TokenStore } from "./token-store.ts";

/**
 * Revokes a token, named by its id or by the token itself. Revoking twice is no error. The next request with it is
 * refused and its live sessions end. Throws token.not_found and auth.forbidden.
 */
export function createRevokeToken(deps: {
  tokens: TokenStore;
  clock: Clock;
  hashToken: (token: string) => string;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return async (actor: Caller, tokenOrId: string): Promise<TokenView> => {
    await requireAdministrator(deps, actor, "token.revoke");
    const { workspaceId } = actor.principal;
    const id = tokenOrId.startsWith("tok_")
      ? tokenOrId
      : (await deps.tokens.findByHash(deps.hashToken(tokenOrId)))?.token.id;
    const found = id === undefined ? null : await deps.tokens.findById(workspaceId, id);
    if (!found)
      throw new CoreError(
        "token.not_found",
        "There is no such token in this workspace. `peta token list` shows their ids.",
      );
    if (found.principal.id !== actor.principal.id) {
      requireRankAbove(
        actor.principal,
        found.principal.role,
        `revoke a token of a principal with the role ${found.principal.role}`,
      );
    }
    if (found.token.revokedAt !== null) return toTokenView(found.token);
    const detail = { tokenId: found.token.id, principalId: found.token.principalHandle };
    const revoked = await recordAction(deps, actor, "token.revoke", detail, () =>
      deps.tokens.revoke(workspaceId, found.token.id, deps.clock.now()),
    );
    deps.events.publish({ type: "token.revoked", workspaceId, tokenHash: found.tokenHash });
    return toTokenView(revoked);
  };
}
