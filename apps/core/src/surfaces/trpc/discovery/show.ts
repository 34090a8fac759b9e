import { discoveryRefSchema, discoveryViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { ownCredentialProcedure } from "../trpc.ts";

/** Which tools are in the list of a principal or of one of their clients, and which only a search finds. */
export const show = ({ discovery, gateway }: Pick<TrpcDeps, "discovery" | "gateway">) =>
  ownCredentialProcedure
    .input(discoveryRefSchema)
    .output(discoveryViewSchema)
    .query(async ({ ctx, input }) => {
      const { principal, clientKey } = await discovery.subject(ctx.caller, input);
      return gateway.describeDiscovery(principal, clientKey);
    });
