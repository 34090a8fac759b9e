import { ownPrincipalSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The caller, then the agents that they answer for. */
export const mine = ({ principals }: Pick<TrpcDeps, "principals">) =>
  callerProcedure.output(z.array(ownPrincipalSchema)).query(({ ctx }) => principals.listOwn(ctx.caller));
