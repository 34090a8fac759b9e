import { saveTemplateInputSchema, serverTemplateSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Keeps a server definition with fields to fill, or replaces the one of its name. */
export const save = ({ templates }: Pick<TrpcDeps, "templates">) =>
  adminProcedure
    .input(saveTemplateInputSchema)
    .output(serverTemplateSchema)
    .mutation(({ ctx, input }) => templates.save(ctx.caller, input));
