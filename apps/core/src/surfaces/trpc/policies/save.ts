import { policySetSchema, savePolicySetInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Replaces the rules as a new version; refused when somebody else saved one meanwhile. */
export const save = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  adminProcedure
    .input(savePolicySetInputSchema)
    .output(policySetSchema)
    .mutation(({ ctx, input }) => permissions.savePolicySet(ctx.caller, input));
