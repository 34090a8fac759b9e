import { approvalSettingsSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** How the workspace asks: whether the asker may decide, and how long a question waits. */
export const settings = ({ approvals }: Pick<TrpcDeps, "approvals">) =>
  callerProcedure.output(approvalSettingsSchema).query(({ ctx }) => approvals.settings(ctx.caller));
