import { listOAuthGrantsInputSchema, oauthGrantViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** What the caller has allowed applications; for administrators also what others have. */
export const listGrants = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  callerProcedure
    .input(listOAuthGrantsInputSchema)
    .output(z.array(oauthGrantViewSchema))
    .query(({ ctx, input }) => oauth.listGrants(ctx.caller, input));
