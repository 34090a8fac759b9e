import { oauthClientViewSchema, setOAuthClientInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Switches a client off or on in this workspace; off ends its sessions within a second. */
export const setClient = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  adminProcedure
    .input(setOAuthClientInputSchema)
    .output(oauthClientViewSchema)
    .mutation(({ ctx, input }) => oauth.setClient(ctx.caller, input));
