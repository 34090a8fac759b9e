import { addWorkspaceInputSchema, addWorkspaceOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Creates a workspace that the caller owns. For owners of the installation's first workspace. */
export const add = ({ workspaces }: Pick<TrpcDeps, "workspaces">) =>
  adminProcedure
    .input(addWorkspaceInputSchema)
    .output(addWorkspaceOutputSchema)
    .mutation(({ ctx, input }) => workspaces.add(ctx.caller, input));
