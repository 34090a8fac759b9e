import { createHash } from "node:crypto";
import { CoreError } from "../../errors.ts";
import { networkOf } from "../network/index.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import type { Principal } from "../principals/principal.ts";

/** Somebody without a sign-in, and how many requests a minute they may send. */
export interface AnonymousIdentity {
  principal: Principal;
  ratePerMinute: number;
}

/**
 * Finds who somebody without a sign-in is: whoever comes from their network, in the workspace with this slug (null: the
 * first one). Throws auth.required, in one sentence for a workspace that opens nothing and one that is not there (A23).
 */
export type IdentifyAnonymous = (workspaceSlug: string | null, ipAddress: string | null) => AnonymousIdentity;

/** No principal that people make has such an id: theirs begin with a letter. */
export const ANONYMOUS_HANDLE = "(anonymous)";

const nothingOpen = (): CoreError =>
  new CoreError("auth.required", "Nothing is open here without a sign-in. Use /mcp with an access token.");

/**
 * Callers without a sign-in. Each network is one principal, so that sessions, streams and limits of one are not another's
 * (A22, A35); to policy and in lists all of them are alike. Where Core cannot tell the address, all are one.
 */
export function createIdentifyAnonymous(deps: {
  snapshots: SnapshotSource;
  first: () => string | undefined;
  bySlug: (slug: string) => string | undefined;
}): IdentifyAnonymous {
  return (workspaceSlug, ipAddress) => {
    const workspaceId = workspaceSlug === null ? deps.first() : deps.bySlug(workspaceSlug);
    if (workspaceId === undefined) throw nothingOpen();
    const { anonymousRatePerMinute } = deps.snapshots.current(workspaceId);
    if (anonymousRatePerMinute === null) throw nothingOpen();
    const network = ipAddress === null ? "unknown" : networkOf(ipAddress);
    const hash = createHash("sha256").update(`${workspaceId} ${network}`).digest("base64url").slice(0, 22);
    return {
      principal: {
        id: `anonymous:${hash}`,
        workspaceId,
        handle: ANONYMOUS_HANDLE,
        displayName: "Anonymous",
        kind: "anonymous",
        role: "guest",
        status: "active",
        expiresAt: null,
        accountId: null,
        ownerId: null,
      },
      ratePerMinute: anonymousRatePerMinute,
    };
  };
}
