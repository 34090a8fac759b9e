import { cachePolicySchema, setCachePolicyInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Keeps the answers of one capability for a while. */
export const setPolicy = ({ resultCache }: Pick<TrpcDeps, "resultCache">) =>
  adminProcedure
    .input(setCachePolicyInputSchema)
    .output(cachePolicySchema)
    .mutation(({ ctx, input }) => resultCache.setPolicy(ctx.caller, input));
