import { importPreviewSchema, previewImportInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/**
 * Reads servers out of a client's configuration, a registry's document, a command line, a URL or an installation link, for
 * review. Nothing is started, fetched or stored. A mutation, so that what is pasted stands in no address.
 */
export const previewImport = ({ imports }: Pick<TrpcDeps, "imports">) =>
  adminProcedure
    .input(previewImportInputSchema)
    .output(importPreviewSchema)
    .mutation(({ ctx, input }) => imports.preview(ctx.caller, input));
