import { removeSkillsInputSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Forgets a version that no server serves, or a package of such versions. */
export const remove = ({ skills }: Pick<TrpcDeps, "skills">) =>
  adminProcedure
    .input(removeSkillsInputSchema)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await skills.remove(ctx.caller, input);
      return { removed: true as const };
    });
