import type { ErrorCode } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";

/** What says that a server takes requests and does nothing with them. Everything else is an answer, or the caller's doing. */
const COUNTS: ReadonlySet<ErrorCode> = new Set(["server.timeout", "server.unreachable", "server.protocol_error"]);

export interface CircuitBreaker {
  /**
   * To be called before each request. Throws the refusal while the circuit is open; after the pause, one request passes
   * and decides for all others.
   */
  enter(): void;
  answered(): void;
  failed(error: unknown): void;
  /** Another connection: what failed before says nothing about it. */
  reset(): void;
}

export interface BreakerLimits {
  /** Requests without an answer, one after the other, that open the circuit. */
  breakerFailures: number;
  firstBackoffMs: number;
  maxBackoffMs: number;
}

/**
 * Circuit breaker around the requests of one connection: a server that answers nothing is not given more to do, and
 * whoever asks hears so at once instead of after the whole timeout.
 * @param random 0 to 1, so that Cores that failed together do not come back together
 * @param onChange hears when the circuit opens, with the time (milliseconds since 1970) of the next try, and when it closes
 */
export function createCircuitBreaker(
  deps: { serverId: string; clock: Clock; random: () => number },
  limits: BreakerLimits,
  onChange: (open: { cause: CoreError; until: number } | null) => void,
): CircuitBreaker {
  const { clock } = deps;
  let failures = 0;
  let openings = 0;
  let open: { cause: CoreError; until: number } | null = null;
  let isProbing = false;

  const refuse = (waitMs: number): never => {
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    throw new CoreError(
      "server.unreachable",
      `The server "${deps.serverId}" has not answered its last requests. Core tries it again in ${retryAfterSeconds} s.`,
      { cause: open?.cause, retryAfterSeconds },
    );
  };
  const close = (): void => {
    failures = openings = 0;
    isProbing = false;
    if (!open) return;
    open = null;
    onChange(null);
  };

  return {
    enter() {
      if (!open) return;
      const waitMs = open.until - clock.now();
      if (waitMs > 0 || isProbing) refuse(waitMs);
      isProbing = true;
    },
    answered: close,
    failed(error) {
      if (!(error instanceof CoreError) || !COUNTS.has(error.code)) {
        // It says nothing about the server: the next request is the probe.
        isProbing = false;
        return;
      }
      if (!open && ++failures < limits.breakerFailures) return;
      // Requests that were under way when it opened do not lengthen the pause.
      if (open && !isProbing) return;
      isProbing = false;
      const pauseMs = Math.min(limits.maxBackoffMs, limits.firstBackoffMs * 2 ** openings++);
      open = { cause: error, until: clock.now() + pauseMs * (1 - deps.random() / 4) };
      onChange(open);
    },
    reset: close,
  };
}
