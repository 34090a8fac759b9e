import { setDiscoveryDefaultInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** How agents of the workspace meet their tools, where nothing narrower is said. */
export const setDefault = ({ discovery }: Pick<TrpcDeps, "discovery">) =>
  adminProcedure
    .input(setDiscoveryDefaultInputSchema)
    .mutation(({ ctx, input }) => discovery.setDefault(ctx.caller, input));
