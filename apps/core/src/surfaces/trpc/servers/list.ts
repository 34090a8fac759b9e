import { serverSummarySchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The workspace's servers with their state. */
export const list = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure.output(z.array(serverSummarySchema)).query(({ ctx }) => servers.list(ctx.caller));
