import { switchWorkspaceInputSchema, workspaceViewSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Takes this browser to another workspace of the same person. */
export const switchTo = ({ workspaces }: Pick<TrpcDeps, "workspaces">) =>
  callerProcedure
    .input(switchWorkspaceInputSchema)
    .output(workspaceViewSchema)
    .mutation(({ ctx, input }) => workspaces.switchTo(ctx.caller, input.slug));
