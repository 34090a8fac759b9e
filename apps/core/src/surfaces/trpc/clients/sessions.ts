import { listMcpSessionsInputSchema, mcpSessionViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The open MCP sessions, of the caller or of somebody whom they may ask about. */
export const sessions = ({ clients }: Pick<TrpcDeps, "clients">) =>
  callerProcedure
    .input(listMcpSessionsInputSchema)
    .output(z.array(mcpSessionViewSchema))
    .query(({ ctx, input }) => clients.listSessions(ctx.caller, input));
