import { principalViewSchema, updatePrincipalInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Changes name, role or status; disabling ends the live sessions of the principal and its agents within a second. */
export const update = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure
    .input(updatePrincipalInputSchema)
    .output(principalViewSchema)
    .mutation(({ ctx, input }) => principals.update(ctx.caller, input));
