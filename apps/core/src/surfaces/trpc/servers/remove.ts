import { serverRefSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Stops and forgets a server with its catalogue and every switch on it; the audit keeps what it did. */
export const remove = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverRefSchema)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await servers.remove(ctx.caller, input.serverId);
      return { removed: true as const };
    });
