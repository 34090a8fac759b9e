import { listToolsInputSchema, toolViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { ownCredentialProcedure } from "../trpc.ts";

/** The tools that the caller (or, for administrators, another principal) would see over MCP. */
export const listTools = ({ gateway, principals }: Pick<TrpcDeps, "gateway" | "principals">) =>
  ownCredentialProcedure
    .input(listToolsInputSchema)
    .output(z.array(toolViewSchema))
    .query(async ({ ctx, input }) => {
      const principal = await principals.resolveSubject(ctx.caller, input.asPrincipalId);
      return gateway.listToolViews(principal);
    });
