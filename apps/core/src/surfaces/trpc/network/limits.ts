import { workspaceLimitsSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** How many requests a minute the workspace and each of its principals may send. */
export const limits = ({ network }: Pick<TrpcDeps, "network">) =>
  adminProcedure.output(workspaceLimitsSchema).query(({ ctx }) => network.limits(ctx.caller));
