import { readSkillFileInputSchema, skillFileContentSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The text of one file of a skill, as agents read it. */
export const readFile = ({ skills }: Pick<TrpcDeps, "skills">) =>
  adminProcedure
    .input(readSkillFileInputSchema)
    .output(skillFileContentSchema)
    .query(({ ctx, input }) => skills.readFile(ctx.caller, input));
