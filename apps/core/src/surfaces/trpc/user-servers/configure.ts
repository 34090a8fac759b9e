import { configureUserServerInputSchema, userServerViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Stores a user's own values for a server, after the server has started with them. */
export const configure = ({ servers }: Pick<TrpcDeps, "servers">) =>
  callerProcedure
    .input(configureUserServerInputSchema)
    .output(userServerViewSchema)
    .mutation(({ ctx, input }) => servers.userServers.configure(ctx.caller, input));
