import { workspaceLimitsSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Sets both limits of the workspace. */
export const setLimits = ({ network }: Pick<TrpcDeps, "network">) =>
  adminProcedure
    .input(workspaceLimitsSchema)
    .output(workspaceLimitsSchema)
    .mutation(({ ctx, input }) => network.setLimits(ctx.caller, input));
