import { principalRefSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Removes a principal with its tokens and switches; the audit keeps its name. */
export const remove = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure
    .input(principalRefSchema)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await principals.remove(ctx.caller, input.principalId);
      return { removed: true as const };
    });
