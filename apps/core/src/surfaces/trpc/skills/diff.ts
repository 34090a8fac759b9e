import { diffSkillsInputSchema, skillDiffSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** What differs between two versions, file by file and line by line. */
export const diff = ({ skills }: Pick<TrpcDeps, "skills">) =>
  adminProcedure
    .input(diffSkillsInputSchema)
    .output(skillDiffSchema)
    .query(({ ctx, input }) => skills.diff(ctx.caller, input));
