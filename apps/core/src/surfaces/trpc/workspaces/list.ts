import { workspaceViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The workspaces of the signed-in person; with a token, the one that it belongs to. */
export const list = ({ workspaces }: Pick<TrpcDeps, "workspaces">) =>
  callerProcedure.output(z.array(workspaceViewSchema)).query(({ ctx }) => workspaces.list(ctx.caller));
