import { policySetSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The rules in force. */
export const get = ({ permissions }: Pick<TrpcDeps, "permissions">) =>
  adminProcedure.output(policySetSchema).query(({ ctx }) => permissions.getPolicySet(ctx.caller));
