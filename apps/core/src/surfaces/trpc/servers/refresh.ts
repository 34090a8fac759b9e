import { serverDetailSchema, serverRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Reads the server's catalogue anew. */
export const refresh = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverRefSchema)
    .output(serverDetailSchema)
    .mutation(({ ctx, input }) => servers.refresh(ctx.caller, input.serverId));
