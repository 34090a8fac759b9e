import { updateWorkspaceInputSchema, workspaceViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Renames the caller's workspace. For its owners. */
export const update = ({ workspaces }: Pick<TrpcDeps, "workspaces">) =>
  adminProcedure
    .input(updateWorkspaceInputSchema)
    .output(workspaceViewSchema)
    .mutation(({ ctx, input }) => workspaces.update(ctx.caller, input));
