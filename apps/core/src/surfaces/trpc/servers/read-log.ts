import { serverLogEntrySchema, serverLogInputSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The last lines of standard error, changes of state and messages of a server; of messages, no content. */
export const readLog = ({ servers }: Pick<TrpcDeps, "servers">) =>
  adminProcedure
    .input(serverLogInputSchema)
    .output(z.array(serverLogEntrySchema))
    .query(({ ctx, input }) => servers.readLog(ctx.caller, input));
