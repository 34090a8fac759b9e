import type { ApprovalSettings, SelfApproval, updateApprovalSettingsInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { type Caller, canAdminister } from "../principals/principal.ts";
import type { ApprovalsDeps } from "./approval-deps.ts";
import { isSignedIn } from "./may-decide.ts";

/** The stricter, the greater. */
const STRICTNESS: Record<SelfApproval, number> = { allowed: 0, other_credential: 1, forbidden: 2 };

/** An agent that holds an administrator's token must not let itself decide (A54). */
function requireSignedInToLoosen(caller: Caller, before: SelfApproval, after: SelfApproval): void {
  if (STRICTNESS[after] >= STRICTNESS[before] || isSignedIn(caller)) return;
  throw new CoreError(
    "auth.forbidden",
    "A token makes this setting stricter only. To let those who ask decide more than now, sign in to the Console.",
  );
}

/** How a workspace asks: whether the asker may decide, and how long a question waits. */
export function createApprovalSettings(deps: Pick<ApprovalsDeps, "store" | "audit">) {
  return {
    get: (caller: Caller): Promise<ApprovalSettings> => deps.store.readSettings(caller.principal.workspaceId),

    /** Holds for questions and decisions from now on. Throws auth.forbidden, also to a token that loosens who may decide. */
    async update(caller: Caller, input: z.output<typeof updateApprovalSettingsInputSchema>): Promise<ApprovalSettings> {
      if (!canAdminister(caller.principal))
        throw new CoreError("auth.forbidden", "Only an owner or an admin of this workspace may do this.");
      const { workspaceId } = caller.principal;
      const before = await deps.store.readSettings(workspaceId);
      const after: ApprovalSettings = {
        selfApproval: input.selfApproval ?? before.selfApproval,
        expiresAfterSeconds: input.expiresAfterSeconds ?? before.expiresAfterSeconds,
      };
      requireSignedInToLoosen(caller, before.selfApproval, after.selfApproval);
      await recordAction(deps, caller, "approval.update_settings", { before, after }, () =>
        deps.store.saveSettings(workspaceId, input),
      );
      return after;
    },
  };
}
