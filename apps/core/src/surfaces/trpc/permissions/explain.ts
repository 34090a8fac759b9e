import { explainInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Every step of one decision: layers, rules, outcome. The same function that decides calls. */
export const explain = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  callerProcedure.input(explainInputSchema).query(({ ctx, input }) => permissions.explainDecision(ctx.caller, input));
