import { revokeConsoleSessionInputSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Ends one of the caller's own sessions, on whatever device. */
export const revoke = ({ principals }: Pick<TrpcDeps, "principals">) =>
  callerProcedure
    .input(revokeConsoleSessionInputSchema)
    .output(z.object({ revoked: z.literal(true) }))
    .mutation(async ({ input, ctx }) => {
      await principals.revokeConsoleSession(ctx.caller, input.sessionRef);
      return { revoked: true as const };
    });
