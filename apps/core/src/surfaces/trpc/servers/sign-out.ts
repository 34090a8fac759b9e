import { serverDetailSchema, serverRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Forgets the sign-in to a server and gives its tokens back, where that is possible. */
export const signOut = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverRefSchema)
    .output(serverDetailSchema)
    .mutation(({ ctx, input }) => servers.signOut(ctx.caller, input.serverId));
