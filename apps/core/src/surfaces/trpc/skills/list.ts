import { skillPackageViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The workspace's packages of skills, with their versions and the servers that serve them. */
export const list = ({ skills }: Pick<TrpcDeps, "skills">) =>
  adminProcedure.output(z.array(skillPackageViewSchema)).query(({ ctx }) => skills.list(ctx.caller));
