import { addPrincipalInputSchema, principalViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Adds a person or an agent. */
export const add = ({ principals }: Pick<TrpcDeps, "principals">) =>
  adminProcedure
    .input(addPrincipalInputSchema)
    .output(principalViewSchema)
    .mutation(({ ctx, input }) => principals.add(ctx.caller, input));
