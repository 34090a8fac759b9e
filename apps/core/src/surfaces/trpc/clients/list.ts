import { clientViewSchema, listClientsInputSchema } from "@peta/contract";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { callerProcedure } from "../trpc.ts";

/** The client applications that have been seen, of the caller or of somebody whom they may ask about. */
export const list = ({ clients }: Pick<TrpcDeps, "clients">) =>
  callerProcedure
    .input(listClientsInputSchema)
    .output(z.array(clientViewSchema))
    .query(({ ctx, input }) => clients.list(ctx.caller, input));
