import { serverTestResultSchema, testServerInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Connects once and says step by step how it went; a server's fault is a result, not an error. */
export const test = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(testServerInputSchema)
    .output(serverTestResultSchema)
    .mutation(({ ctx, input }) => servers.test(ctx.caller, input));
