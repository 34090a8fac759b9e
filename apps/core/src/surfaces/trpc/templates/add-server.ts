import { addServerFromTemplateInputSchema, serverDetailSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/**
 * Fills a template, or a definition that an import has found, and adds the server as `servers.add` does; whoever adds it
 * gets a switch of their own on it.
 */
export const addServer = ({ templates, permissions }: Pick<TrpcDeps, "templates" | "permissions">) =>
  adminProcedure
    .input(addServerFromTemplateInputSchema)
    .output(serverDetailSchema)
    .mutation(async ({ ctx, input }) => {
      const added = await templates.addServer(ctx.caller, input);
      await permissions.setPermission(ctx.caller, {
        principalId: ctx.caller.principal.handle,
        serverId: added.serverId,
        enabled: true,
      });
      return added;
    });
