import { principalViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** People and agents of the workspace. */
export const list = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure.output(z.array(principalViewSchema)).query(({ ctx }) => principals.list(ctx.caller));
