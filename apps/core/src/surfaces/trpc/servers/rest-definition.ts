import { restDefinitionViewSchema, serverRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The definition of a registered REST API; it holds no credential. */
export const restDefinition = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverRefSchema)
    .output(restDefinitionViewSchema)
    .query(({ ctx, input }) => servers.getRestDefinition(ctx.caller, input.serverId));
