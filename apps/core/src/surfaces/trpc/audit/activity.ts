import { auditActivityInputSchema, auditActivitySchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Calls over time by outcome, busiest tools, latency: the overview's charts. */
export const activity = ({ audit }: Pick<TrpcDeps, "audit">) =>
  adminProcedure
    .input(auditActivityInputSchema)
    .output(auditActivitySchema)
    .query(({ ctx, input }) => audit.activity(ctx.caller, input));
