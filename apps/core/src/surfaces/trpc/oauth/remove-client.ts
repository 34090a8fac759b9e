import { oauthClientRefSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Takes a client out of the workspace, with every grant and token it has there. */
export const removeClient = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  adminProcedure
    .input(oauthClientRefSchema)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await oauth.removeClient(ctx.caller, input.clientId);
      return { removed: true as const };
    });
