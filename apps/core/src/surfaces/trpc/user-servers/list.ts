import { listUserServersInputSchema, userServerViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The servers that take values of their users, and what is stored for this one. Secrets are never given back. */
export const list = ({ servers }: Pick<TrpcDeps, "servers">) =>
  callerProcedure
    .input(listUserServersInputSchema)
    .output(z.array(userServerViewSchema))
    .query(({ ctx, input }) => servers.userServers.list(ctx.caller, input));
