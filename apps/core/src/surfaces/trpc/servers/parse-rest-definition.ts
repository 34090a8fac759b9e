import { parseRestDefinitionInputSchema, restDefinitionViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Reads the definition of a REST API that somebody wrote, in JSON or YAML. Nothing is saved. */
export const parseRestDefinition = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(parseRestDefinitionInputSchema)
    .output(restDefinitionViewSchema)
    .mutation(({ ctx, input }) => servers.parseRestDefinition(ctx.caller, input));
