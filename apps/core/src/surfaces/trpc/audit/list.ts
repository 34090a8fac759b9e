import { auditPageSchema, listAuditInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Audit records, newest first, filtered and in pages. */
export const list = ({ audit }: Pick<TrpcDeps, "audit">) =>
  adminProcedure
    .input(listAuditInputSchema)
    .output(auditPageSchema)
    .query(({ ctx, input }) => audit.list(ctx.caller, input));
