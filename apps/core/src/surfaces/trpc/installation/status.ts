import { statusSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Health and counts of the caller's workspace. */
export const status = ({ installation }: Pick<TrpcDeps, "installation">) =>
  callerProcedure.output(statusSchema).query(({ ctx }) => installation.status(ctx.caller));
