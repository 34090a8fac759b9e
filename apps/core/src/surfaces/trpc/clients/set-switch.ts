import { setClientSwitchInputSchema, setClientSwitchOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Layer 3: switches something off for one client, raises its danger level, or takes that back. */
export const setSwitch = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  callerProcedure
    .input(setClientSwitchInputSchema)
    .output(setClientSwitchOutputSchema)
    .mutation(async ({ ctx, input }) => {
      const { clientKey, principalId, ...change } = input;
      const client = { clientKey, principalId };
      const { stored, notes } = await permissions.setClientSwitches(ctx.caller, client, [change]);
      const capabilities = await permissions.showClientCapabilities(ctx.caller, client);
      return { stored, note: notes[0] ?? null, capabilities };
    });
