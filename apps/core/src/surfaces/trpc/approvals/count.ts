import { countApprovalsOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** How many questions wait, and how many of them the caller may decide. */
export const count = ({ approvals }: Pick<TrpcDeps, "approvals">) =>
  callerProcedure.output(countApprovalsOutputSchema).query(({ ctx }) => approvals.count(ctx.caller));
