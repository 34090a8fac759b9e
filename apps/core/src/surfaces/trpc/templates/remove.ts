import { templateRefSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Forgets a template of the workspace; servers made from it stay. */
export const remove = ({ templates }: Pick<TrpcDeps, "templates">) =>
  adminProcedure
    .input(templateRefSchema)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await templates.remove(ctx.caller, input.templateId);
      return { removed: true as const };
    });
