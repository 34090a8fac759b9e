import { unconfigureUserServerInputSchema, userServerViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Removes a user's values and ends the instance that runs with them. Doing it twice is no error. */
export const unconfigure = ({ servers }: Pick<TrpcDeps, "servers">) =>
  callerProcedure
    .input(unconfigureUserServerInputSchema)
    .output(userServerViewSchema)
    .mutation(({ ctx, input }) => servers.userServers.unconfigure(ctx.caller, input));
