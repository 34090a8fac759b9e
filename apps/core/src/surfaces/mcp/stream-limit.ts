import { CoreError } from "../../errors.ts";
import type { Exchange } from "./exchange.ts";

/** Counts the open event streams per principal (A35). */
export function createStreamLimit(perPrincipal: number) {
  const holders = new Map<Exchange, string>();
  const counts = new Map<string, number>();
  return {
    /** Throws session.limit. `exchange.client` must be known. */
    enter(exchange: Exchange): void {
      const principalId = exchange.client?.caller.principal.id ?? "";
      const count = counts.get(principalId) ?? 0;
      if (count >= perPrincipal) {
        throw new CoreError("session.limit", `This principal already holds ${perPrincipal} open streams. Close one.`, {
          retryAfterSeconds: 30,
        });
      }
      holders.set(exchange, principalId);
      counts.set(principalId, count + 1);
    },
    leave(exchange: Exchange): void {
      const principalId = holders.get(exchange);
      if (principalId === undefined) return;
      holders.delete(exchange);
      const count = (counts.get(principalId) ?? 1) - 1;
      if (count > 0) counts.set(principalId, count);
      else counts.delete(principalId);
    },
  };
}
