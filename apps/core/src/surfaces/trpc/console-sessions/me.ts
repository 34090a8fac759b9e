import { meSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Who the caller is. */
export const me = ({ principals }: Pick<TrpcDeps, "principals">) =>
  callerProcedure.output(meSchema).query(({ ctx }) => principals.describeCaller(ctx.caller));
