import { oauthConsentRefSchema, oauthConsentSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** What an application asks the signed-in person for. */
export const consent = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  callerProcedure
    .input(oauthConsentRefSchema)
    .output(oauthConsentSchema)
    .query(({ ctx, input }) => oauth.showConsent(ctx.caller, input.interactionId));
