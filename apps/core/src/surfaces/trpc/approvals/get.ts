import { approvalDetailSchema, approvalRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** One question with everything that will be sent. */
export const get = ({ approvals }: Pick<TrpcDeps, "approvals">) =>
  callerProcedure
    .input(approvalRefSchema)
    .output(approvalDetailSchema)
    .query(({ ctx, input }) => approvals.get(ctx.caller, input.approvalId));
