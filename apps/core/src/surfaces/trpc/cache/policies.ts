import { cachePolicySchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Which answers are kept, and how often that helped. */
export const policies = ({ resultCache }: Pick<TrpcDeps, "resultCache">) =>
  adminProcedure.output(z.array(cachePolicySchema)).query(({ ctx }) => resultCache.policies(ctx.caller));
