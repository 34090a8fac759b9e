import { removeIpRuleInputSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Takes a rule away; without any rule every address may come. */
export const removeRule = ({ network }: Pick<TrpcDeps, "network">) =>
  adminProcedure
    .input(removeIpRuleInputSchema)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await network.removeRule(ctx.caller, input);
      return { removed: true as const };
    });
