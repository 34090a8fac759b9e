import { callToolInputSchema, callToolOutputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { ownCredentialProcedure } from "../trpc.ts";

/** Calls a tool as the caller: the same path, policy and audit as `/mcp`. */
export const callTool = ({ gateway }: Pick<TrpcDeps, "gateway">) =>
  ownCredentialProcedure
    .input(callToolInputSchema)
    .output(callToolOutputSchema)
    .mutation(({ ctx, input, signal }) => gateway.callTool(ctx.caller, input, { requestId: ctx.requestId, signal }));
