import { effectivePermissionsSchema, setPermissionInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Layer 2: switches a server or a capability for one principal; answers what is in force now. */
export const set = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  adminProcedure
    .input(setPermissionInputSchema)
    .output(effectivePermissionsSchema)
    .mutation(async ({ ctx, input }) => {
      await permissions.setPermission(ctx.caller, input);
      return permissions.showPermissions(ctx.caller, { principalId: input.principalId });
    });
