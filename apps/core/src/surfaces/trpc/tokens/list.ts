import { listTokensInputSchema, tokenViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Access tokens of the workspace or of one principal, without the tokens themselves. */
export const list = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure
    .input(listTokensInputSchema)
    .output(z.array(tokenViewSchema))
    .query(({ ctx, input }) => principals.listTokens(ctx.caller, input.principalId));
