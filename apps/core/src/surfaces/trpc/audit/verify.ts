import { auditVerificationSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** Walks every chain of the workspace and says where one is broken. */
export const verify = ({ audit }: Pick<TrpcDeps, "audit">) =>
  adminProcedure.output(auditVerificationSchema).mutation(({ ctx }) => audit.verify(ctx.caller));
