import { capabilityViewSchema, setCapabilityInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Layer 1: switches one capability for everybody, or sets its danger level. */
export const setCapability = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(setCapabilityInputSchema)
    .output(capabilityViewSchema)
    .mutation(({ ctx, input }) => servers.setCapability(ctx.caller, input));
