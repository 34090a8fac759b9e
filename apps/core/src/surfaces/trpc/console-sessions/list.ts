import { consoleSessionSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The caller's own signed-in browsers. */
export const list = ({ principals }: Pick<TrpcDeps, "principals">) =>
  callerProcedure.output(z.array(consoleSessionSchema)).query(({ ctx }) => principals.listConsoleSessions(ctx.caller));
