import { clientCapabilitiesSchema, clientRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** What one client application may use, with the user's own switches (layer 3). */
export const capabilities = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  callerProcedure
    .input(clientRefSchema)
    .output(clientCapabilitiesSchema)
    .query(({ ctx, input }) => permissions.showClientCapabilities(ctx.caller, input));
