import { revokeTokenInputSchema, tokenViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Revokes a token by its id or by itself; the next request with it is refused. */
export const revoke = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure
    .input(revokeTokenInputSchema)
    .output(tokenViewSchema)
    .mutation(({ ctx, input }) => principals.revokeToken(ctx.caller, input.token));
