import { serverTemplateSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** The templates that servers can be made from: the workspace's own and the bundled ones. */
export const list = ({ templates }: Pick<TrpcDeps, "templates">) =>
  adminProcedure.output(z.array(serverTemplateSchema)).query(({ ctx }) => templates.list(ctx.caller));
