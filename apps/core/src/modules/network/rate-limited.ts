import { CoreError } from "../../errors.ts";
import type { RateVerdict } from "./admission.ts";

/** request.rate_limited, with what the headers of the refusal say. */
export class RateLimited extends CoreError {
  readonly verdict: RateVerdict;

  constructor(message: string, limit: number, retryAfterSeconds: number) {
    super("request.rate_limited", message, { retryAfterSeconds });
    this.verdict = { limit, remaining: 0, resetSeconds: retryAfterSeconds };
  }
}
