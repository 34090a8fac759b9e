import { mcpSessionRefSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** Ends an MCP session: its client has to open a new one. */
export const endSession = ({ clients }: Pick<TrpcDeps, "clients">) =>
  callerProcedure
    .input(mcpSessionRefSchema)
    .output(z.object({ ended: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await clients.endSession(ctx.caller, input.sessionRef);
      return { ended: true as const };
    });
