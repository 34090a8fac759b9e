import { serverDetailSchema, updateServerInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Changes a server; a new launch configuration takes effect at its next connection. */
export const update = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(updateServerInputSchema)
    .output(serverDetailSchema)
    .mutation(({ ctx, input }) => servers.update(ctx.caller, input));
