import { purgeCacheInputSchema, purgedSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Forgets kept answers. */
export const purge = ({ resultCache }: Pick<TrpcDeps, "resultCache">) =>
  adminProcedure
    .input(purgeCacheInputSchema)
    .output(purgedSchema)
    .mutation(({ ctx, input }) => resultCache.purge(ctx.caller, input));
