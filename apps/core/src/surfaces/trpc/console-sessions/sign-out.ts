import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Ends the session of this browser. */
export const signOut = ({ principals }: Pick<TrpcDeps, "principals">) =>
  callerProcedure.output(z.object({ signedOut: z.literal(true) })).mutation(async ({ ctx }) => {
    await principals.signOut(ctx.caller);
    ctx.setSessionCookie(null);
    return { signedOut: true as const };
  });
