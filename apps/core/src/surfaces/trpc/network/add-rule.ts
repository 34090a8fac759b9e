import { addIpRuleInputSchema, ipRuleViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Lets an address or a range in. With the first rule, every address that no rule names is refused. */
export const addRule = ({ network }: Pick<TrpcDeps, "network">) =>
  adminProcedure
    .input(addIpRuleInputSchema)
    .output(ipRuleViewSchema)
    .mutation(({ ctx, input }) => network.addRule(ctx.caller, input));
