import { listApprovalsInputSchema, listApprovalsOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Questions in the caller's reach, newest first, filtered and in pages. */
export const list = ({ approvals }: Pick<TrpcDeps, "approvals">) =>
  callerProcedure
    .input(listApprovalsInputSchema)
    .output(listApprovalsOutputSchema)
    .query(({ ctx, input }) => approvals.list(ctx.caller, input));
