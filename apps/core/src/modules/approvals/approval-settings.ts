import type { ApprovalSettings, updateApprovalSettingsInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { recordAction } from "../audit/record-action.ts";
import { type Caller, canAdminister } from "../principals/principal.ts";
import type { ApprovalsDeps } from "./approval-deps.ts";

/** How a workspace asks: whether the asker may decide, and how long a question waits. */
export function createApprovalSettings(deps: Pick<ApprovalsDeps, "store" | "audit">) {
  return {
    get: (caller: Caller): Promise<ApprovalSettings> => deps.store.readSettings(caller.principal.workspaceId),

    /** Holds for questions and decisions from now on. Throws auth.forbidden. */
    async update(caller: Caller, input: z.output<typeof updateApprovalSettingsInputSchema>): Promise<ApprovalSettings> {
      if (!canAdminister(caller.principal))
        throw new CoreError("auth.forbidden", "Only an owner or an admin of this workspace may do this.");
      const { workspaceId } = caller.principal;
      const before = await deps.store.readSettings(workspaceId);
      const after: ApprovalSettings = {
        selfApproval: input.selfApproval ?? before.selfApproval,
        expiresAfterSeconds: input.expiresAfterSeconds ?? before.expiresAfterSeconds,
      };
      await recordAction(deps, caller, "approval.update_settings", { before, after }, () =>
        deps.store.saveSettings(workspaceId, after),
      );
      return after;
    },
  };
}
