import { acceptInstructionsInputSchema, serverDetailSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Lets clients be told a server's instructions as they are now. */
export const acceptInstructions = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(acceptInstructionsInputSchema)
    .output(serverDetailSchema)
    .mutation(({ ctx, input }) => servers.acceptInstructions(ctx.caller, input));
