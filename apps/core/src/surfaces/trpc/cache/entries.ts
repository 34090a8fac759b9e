import { cacheEntrySchema, listCacheEntriesInputSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** What is kept now, without what it says. */
export const entries = ({ resultCache }: Pick<TrpcDeps, "resultCache">) =>
  adminProcedure
    .input(listCacheEntriesInputSchema.prefault({}))
    .output(z.array(cacheEntrySchema))
    .query(({ ctx, input }) => resultCache.entries(ctx.caller, input.limit));
