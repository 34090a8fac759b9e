import { cacheCapabilityRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Keeps no answers of a capability any more. */
export const removePolicy = ({ resultCache }: Pick<TrpcDeps, "resultCache">) =>
  adminProcedure
    .input(cacheCapabilityRefSchema)
    .mutation(({ ctx, input }) => resultCache.removePolicy(ctx.caller, input));
