import { serverDetailSchema, serverRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Ends the server's connections with what is under way on them, and connects anew. */
export const restart = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverRefSchema)
    .output(serverDetailSchema)
    .mutation(({ ctx, input }) => servers.restart(ctx.caller, input.serverId));
