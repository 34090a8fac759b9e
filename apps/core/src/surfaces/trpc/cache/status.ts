import { cacheStatusSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** How full the cache is, and how often it helped. */
export const status = ({ resultCache }: Pick<TrpcDeps, "resultCache">) =>
  adminProcedure.output(cacheStatusSchema).query(({ ctx }) => resultCache.status(ctx.caller));
