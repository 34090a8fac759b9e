import { approvalDetailSchema, decideApprovalInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Approves, with other arguments if need be, or rejects. The first decision holds. */
export const decide = ({ approvals }: Pick<TrpcDeps, "approvals">) =>
  callerProcedure
    .input(decideApprovalInputSchema)
    .output(approvalDetailSchema)
    .mutation(({ ctx, input }) => approvals.decide(ctx.caller, input));
