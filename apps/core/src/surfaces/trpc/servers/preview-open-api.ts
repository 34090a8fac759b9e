import { openApiPreviewSchema, previewOpenApiInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Shows what an OpenAPI document would become. Nothing is saved, and the API is not called. */
export const previewOpenApi = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(previewOpenApiInputSchema)
    .output(openApiPreviewSchema)
    .mutation(({ ctx, input }) => servers.previewOpenApi(ctx.caller, input));
