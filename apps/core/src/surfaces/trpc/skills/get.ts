import { skillVersionDetailSchema, skillVersionRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** One version of a package with its skills and their files. */
export const get = ({ skills }: Pick<TrpcDeps, "skills">) =>
  adminProcedure
    .input(skillVersionRefSchema)
    .output(skillVersionDetailSchema)
    .query(({ ctx, input }) => skills.get(ctx.caller, input));
