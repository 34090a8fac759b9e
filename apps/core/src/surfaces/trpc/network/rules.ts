import { ipRulesSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Which addresses may come, and which one this request came from. */
export const rules = ({ network }: Pick<TrpcDeps, "network">) =>
  adminProcedure.output(ipRulesSchema).query(({ ctx }) => network.rules(ctx.caller));
