import { type Bounds, withinBounds } from "../../../modules/servers/within-bounds.ts";
import type { Clock } from "../../clock.ts";

/** Bounds what is asked of an API. */
export const boundTime = (clock: Clock, timeoutMs: number, signal: AbortSignal | undefined): Bounds =>
  withinBounds(
    clock,
    { timeoutMs, signal },
    `The API did not answer within ${timeoutMs} ms. It may still be at work; do not repeat what must not happen twice.`,
  );
