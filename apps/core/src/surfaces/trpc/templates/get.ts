import { serverTemplateSchema, templateRefSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { adminProcedure } from "../trpc.ts";

/** One template, as it can be passed on: it holds no secret. */
export const get = ({ templates }: Pick<TrpcDeps, "templates">) =>
  adminProcedure
    .input(templateRefSchema)
    .output(serverTemplateSchema)
    .query(({ ctx, input }) => templates.get(ctx.caller, input.templateId));
