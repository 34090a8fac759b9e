import { oauthClientViewSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** OAuth clients that were made for the workspace or used in it. */
export const listClients = ({ oauth }: Pick<TrpcDeps, "oauth">) =>
  adminProcedure.output(z.array(oauthClientViewSchema)).query(({ ctx }) => oauth.listClients(ctx.caller));
