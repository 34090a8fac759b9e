import { startedSignInSchema, startSignInInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/**
 * Prepares the sign-in to a server that wants one: whoever opens the address, once and within ten minutes, is sent to its
 * authorization server. Whether it came to an end is in the server's `signIn`.
 */
export const startSignIn = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(startSignInInputSchema)
    .output(startedSignInSchema)
    .mutation(({ ctx, input }) => servers.startSignIn(ctx.caller, input.serverId));
