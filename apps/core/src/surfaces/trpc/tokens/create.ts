import { createTokenInputSchema, createTokenOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Issues an access token; the answer is the only place where it is ever shown. */
export const create = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure
    .input(createTokenInputSchema)
    .output(createTokenOutputSchema)
    .mutation(({ ctx, input }) => principals.createToken(ctx.caller, input));
