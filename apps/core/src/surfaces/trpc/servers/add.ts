import { addServerInputSchema, serverDetailSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/**
 * Tests a server, registers it and reads its catalogue. Whoever registers it gets a switch of their own on it, so that
 * they can try it at once; everybody else waits for theirs.
 */
export const add = ({ servers, permissions }: Pick<TrpcDeps, "servers" | "permissions">) =>
  adminProcedure
    .input(addServerInputSchema)
    .output(serverDetailSchema)
    .mutation(async ({ ctx, input }) => {
      const added = await servers.add(ctx.caller, input);
      await permissions.setPermission(ctx.caller, {
        principalId: ctx.caller.principal.handle,
        serverId: added.serverId,
        enabled: true,
      });
      return added;
    });
