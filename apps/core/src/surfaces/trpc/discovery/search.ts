import { foundToolsSchema, searchToolsInputSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { ownCredentialProcedure } from "../trpc.ts";

/** What `peta__catalog_search` finds for the caller, or, for administrators, for another principal. */
export const search = ({ gateway, principals }: Pick<TrpcDeps, "gateway" | "principals">) =>
  ownCredentialProcedure
    .input(searchToolsInputSchema)
    .output(foundToolsSchema)
    .query(async ({ ctx, input }) => {
      const principal = await principals.resolveSubject(ctx.caller, input.asPrincipalId);
      return gateway.searchTools(principal, input);
    });
