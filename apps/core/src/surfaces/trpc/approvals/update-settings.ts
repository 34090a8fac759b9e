import { approvalSettingsSchema, updateApprovalSettingsInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Changes how the workspace asks, for questions and decisions from now on. */
export const updateSettings = ({ approvals }: Pick<TrpcDeps, "approvals">) =>
  adminProcedure
    .input(updateApprovalSettingsInputSchema)
    .output(approvalSettingsSchema)
    .mutation(({ ctx, input }) => approvals.updateSettings(ctx.caller, input));
