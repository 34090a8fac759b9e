import type { Clock } from "../../adapters/clock.ts";
import { createRequestSlots } from "./request-slots.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { ServerOutcome, ServerRequestOptions } from "./server-link.ts";
import { withinBounds } from "./within-bounds.ts";

/** The requests of one server: over the connection that is open, or after waiting for one and for a free slot. */
export function createRequestSender(deps: {
  serverId: string;
  clock: Clock;
  limits: ServerLimits;
  connection: () => ServerConnection | null;
  connect: () => Promise<ServerConnection>;
  /** Looks at a request that has waited, once it could be sent; what it throws refuses the request. */
  check: (method: string, params: Record<string, unknown>) => void;
}) {
  const { clock } = deps;
  const slots = createRequestSlots(deps.limits);
  let lastUsedAt = 0;

  const leave = (): void => {
    lastUsedAt = clock.now();
    slots.release();
  };

  async function sendAfterWaiting(
    method: string,
    params: Record<string, unknown>,
    options: ServerRequestOptions,
  ): Promise<ServerOutcome> {
    const startedAt = clock.now();
    const bounds = withinBounds(
      clock,
      options,
      `The server "${deps.serverId}" did not get to the request within ${options.timeoutMs} ms.`,
    );
    try {
      await slots.take(bounds.signal);
      try {
        const current = deps.connection() ?? (await bounds.race(deps.connect()));
        deps.check(method, params);
        const timeoutMs = Math.max(1, options.timeoutMs - (clock.now() - startedAt));
        return await current.request(method, params, { ...options, timeoutMs });
      } finally {
        leave();
      }
    } finally {
      bounds.end();
    }
  }

  return {
    /** See `ServerLink`. */
    async send(method: string, params: Record<string, unknown>, options: ServerRequestOptions): Promise<ServerOutcome> {
      const current = deps.connection();
      if (!current || !slots.tryTake()) return sendAfterWaiting(method, params, options);
      try {
        return await current.request(method, params, options);
      } finally {
        leave();
      }
    },
    isBusy: (): boolean => slots.taken > 0,
    /** When the last request ended; 0 before the first. */
    lastUsedAt: (): number => lastUsedAt,
  };
}
