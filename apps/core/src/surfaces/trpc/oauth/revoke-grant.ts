import { oauthGrantRefSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Takes back what an application was allowed, with every token it got by that. */
export const revokeGrant = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  callerProcedure
    .input(oauthGrantRefSchema)
    .output(z.object({ revoked: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await oauth.revokeGrant(ctx.caller, input.grantId);
      return { revoked: true as const };
    });
