import { decideOAuthConsentInputSchema, decideOAuthConsentOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The person's answer; the browser goes on to the address in the output. */
export const decideConsent = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  callerProcedure
    .input(decideOAuthConsentInputSchema)
    .output(decideOAuthConsentOutputSchema)
    .mutation(({ ctx, input }) => oauth.decideConsent(ctx.caller, input));
