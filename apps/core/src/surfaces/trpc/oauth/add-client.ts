import { addOAuthClientInputSchema, addOAuthClientOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Makes an OAuth client; the answer is the only place where its secret is ever shown. */
export const addClient = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  adminProcedure
    .input(addOAuthClientInputSchema)
    .output(addOAuthClientOutputSchema)
    .mutation(({ ctx, input }) => oauth.addClient(ctx.caller, input));
