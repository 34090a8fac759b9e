import { setPrincipalLimitInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Gives a principal a rate of its own, or with null the workspace's. */
export const setPrincipalLimit = ({ network }: Pick<TrpcDeps, "network">) =>
  adminProcedure
    .input(setPrincipalLimitInputSchema)
    .output(setPrincipalLimitInputSchema)
    .mutation(({ ctx, input }) => network.setPrincipalLimit(ctx.caller, input));
