import { acceptWordingInputSchema, serverDetailSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Shows clients the words of prompts, resources and templates as the server says them now. */
export const acceptWording = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(acceptWordingInputSchema)
    .output(serverDetailSchema)
    .mutation(({ ctx, input }) => servers.acceptWording(ctx.caller, input));
