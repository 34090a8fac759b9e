import { auditDetailSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** One record with its arguments, opened for an administrator. */
export const get = ({ audit }: Pick<TrpcDeps, "audit">) =>
  adminProcedure
    .input(z.object({ auditId: z.string().max(64) }))
    .output(auditDetailSchema)
    .query(({ ctx, input }) => audit.get(ctx.caller, input.auditId));
