import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import type { OAuthTokenStore } from "./oauth-token-store.ts";

/** Requests that wait for a person run out after a quarter of an hour, and strangers make them. */
const EVERY_MS = 600_000;

/** Takes away every ten minutes what has run out. Returns the function that ends it. */
export function startSweeping(deps: { tokens: OAuthTokenStore; clock: Clock; log: Log }): () => void {
  let cancel = (): void => {};
  const sweep = (): void => {
    deps.tokens
      .sweep(deps.clock.now())
      .catch((err: unknown) => deps.log.warn({ err }, "expired OAuth records could not be removed"));
    cancel = deps.clock.after(EVERY_MS, sweep);
  };
  sweep();
  return () => cancel();
}
