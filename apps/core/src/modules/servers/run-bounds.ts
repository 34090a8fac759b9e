import type { ServerSettings } from "@peta/contract";
import type { ServerLimits } from "./server-limits.ts";

/** The bounds that hold for one server now. Read anew each time: a setting takes effect with the next request. */
export interface RunBounds {
  readonly maxConcurrentRequests: number;
  readonly maxQueuedRequests: number;
  /** Bound for one request, in the place of the caller's. Null: the caller's holds. */
  readonly callTimeoutMs: number | null;
  readonly silenceTimeoutMs: number | null;
  /** Null: it is never stopped for being idle. */
  readonly idleStopMs: number | null;
  /** Null: a quiet connection is not asked whether it works. */
  readonly keepAliveMs: number | null;
  isIdempotent(tool: string): boolean;
}

/** @param settings what an administrator has set for the server; it goes before the installation's limits */
export function createRunBounds(
  limits: ServerLimits,
  about: () => { settings: ServerSettings; transport: string },
  isInstance: boolean,
): RunBounds {
  return {
    get maxConcurrentRequests() {
      return about().settings.maxConcurrentRequests ?? limits.maxConcurrentRequests;
    },
    get maxQueuedRequests() {
      return about().settings.maxQueuedRequests ?? limits.maxQueuedRequests;
    },
    get callTimeoutMs() {
      return about().settings.callTimeoutMs ?? null;
    },
    get silenceTimeoutMs() {
      return about().settings.silenceTimeoutMs ?? null;
    },
    get idleStopMs() {
      const { settings, transport } = about();
      if (settings.idleStopMs !== undefined) return settings.idleStopMs;
      if (isInstance) return limits.userIdleStopMs;
      return transport === "stdio" ? limits.idleStopMs : null;
    },
    get keepAliveMs() {
      return about().settings.keepAliveMs ?? limits.keepAliveMs;
    },
    isIdempotent: (tool) => about().settings.idempotentTools?.includes(tool) ?? false,
  };
}
