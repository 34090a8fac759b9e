import { effectivePermissionsSchema, showPermissionsInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** What a principal may do and why. Everybody may look at themselves, administrators at everybody. */
export const show = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  callerProcedure
    .input(showPermissionsInputSchema)
    .output(effectivePermissionsSchema)
    .query(({ ctx, input }) => permissions.showPermissions(ctx.caller, input));
