import { uploadSkillsInputSchema, uploadSkillsResultSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Reads a ZIP archive and keeps its skills as the next version; servers go on with the version they name. */
export const upload = ({ skills }: Pick<TrpcDeps, "skills">) =>
  adminProcedure
    .input(uploadSkillsInputSchema)
    .output(uploadSkillsResultSchema)
    .mutation(({ ctx, input }) => skills.upload(ctx.caller, input));
