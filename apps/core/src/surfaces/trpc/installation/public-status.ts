import { publicStatusSchema } from "@peta/contract";
import type { TrpcDeps } from "../deps.ts";
import { publicProcedure } from "../trpc.ts";

/** What anybody may know: whether this is a Peta and whether it is set up. */
export const publicStatus = ({ installation }: Pick<TrpcDeps, "installation">) =>
  publicProcedure.output(publicStatusSchema).query(() => installation.publicStatus());
