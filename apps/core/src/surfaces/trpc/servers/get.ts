import { serverDetailSchema, serverRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** One server with its catalogue; its launch configuration without any secret. */
export const get = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverRefSchema)
    .output(serverDetailSchema)
    .query(({ ctx, input }) => servers.get(ctx.caller, input.serverId));
