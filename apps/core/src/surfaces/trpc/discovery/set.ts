import { discoveryViewSchema, setDiscoveryInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { ownCredentialProcedure } from "../trpc.ts";

/** How one principal, or one client of theirs, meets its tools; answers what comes of it. */
export const set = ({ discovery, gateway }: Pick<TrpcDeps, "discovery" | "gateway">) =>
  ownCredentialProcedure
    .input(setDiscoveryInputSchema)
    .output(discoveryViewSchema)
    .mutation(async ({ ctx, input }) => {
      await discovery.set(ctx.caller, input);
      const { principal, clientKey } = await discovery.subject(ctx.caller, input);
      return gateway.describeDiscovery(principal, clientKey);
    });
