import { serverLogInputSchema } from "@peta/contract";
import { tracked } from "@trpc/server";
import { z } from "zod";
import type { TrpcDeps } from "../deps.ts";
import { endWithRights } from "../end-with-rights.ts";
import { createOpenStreams } from "../events/open-streams.ts";
import { adminProcedure } from "../trpc.ts";

/** Readers tell where they were with `lastEventId`, which tRPC's own link adds when it comes back. */
const inputSchema = serverLogInputSchema.extend({
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

/**
 * Server-sent events with what happens between Core and a server: what the log holds first, then each entry as it
 * comes. Ends with the caller's rights.
 */
export const log = (deps: Pick<TrpcDeps, "servers" | "events" | "network" | "principals">) => {
  const streams = createOpenStreams();
  return adminProcedure
    .input(inputSchema)
    .use(({ ctx, next }) => {
      streams.requireRoom(ctx.caller.principal.id);
      return next();
    })
    .subscription(async function* ({ ctx, input, signal }) {
      const { serverId, lastEventId } = input;
      const after = lastEventId === undefined ? input.after : Number(lastEventId);
      const ended = new AbortController();
      const end = (): void => ended.abort();
      const leave = streams.enter(ctx.caller.principal.id);
      const stopLooking = endWithRights(deps, ctx.caller, end);
      signal?.addEventListener("abort", end);
      try {
        const wanted = { serverId, ...(after !== undefined && { after }) };
        for await (const entry of deps.servers.followLog(ctx.caller, wanted, ended.signal))
          yield tracked(String(entry.seq), entry);
      } finally {
        stopLooking();
        leave();
        signal?.removeEventListener("abort", end);
      }
    });
};
