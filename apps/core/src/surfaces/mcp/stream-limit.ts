import { CoreError } from "../../errors.ts";
import type { Exchange } from "./exchange.ts";
import type { McpLimits } from "./mcp-limits.ts";

export type StreamLimits = Pick<McpLimits, "streamsPerPrincipal" | "streamsPerAddress" | "anonymousStreams">;

/** Counts the open event streams per principal, and those of everybody without a sign-in (A35). */
export function createStreamLimit(limits: StreamLimits) {
  const holders = new Map<Exchange, readonly string[]>();
  const counts = new Map<string, number>();
  const requireRoom = (key: string, limit: number, sentence: string): void => {
    if ((counts.get(key) ?? 0) >= limit) throw new CoreError("session.limit", sentence, { retryAfterSeconds: 30 });
  };
  return {
    /** Throws session.limit. `exchange.client` must be known. */
    enter(exchange: Exchange): void {
      const principal = exchange.client?.caller.principal;
      const isAnonymous = principal?.kind === "anonymous";
      const id = principal?.id ?? "";
      const own = isAnonymous ? limits.streamsPerAddress : limits.streamsPerPrincipal;
      requireRoom(id, own, `This principal already holds ${own} open streams. Close one.`);
      if (isAnonymous)
        requireRoom(
          EVERYBODY,
          limits.anonymousStreams,
          "Callers without a sign-in hold all streams that there are for them.",
        );
      const keys = isAnonymous ? [id, EVERYBODY] : [id];
      holders.set(exchange, keys);
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    leave(exchange: Exchange): void {
      for (const key of holders.get(exchange) ?? []) {
        const count = (counts.get(key) ?? 1) - 1;
        if (count > 0) counts.set(key, count);
        else counts.delete(key);
      }
      holders.delete(exchange);
    },
  };
}

/** No principal has this id. */
const EVERYBODY = "anonymous";
