import type { CoreError } from "../../errors.ts";
import { createBackoff } from "./backoff.ts";
import { classifyFailure } from "./classify-failure.ts";
import { createLineTail, type LineTail } from "./line-tail.ts";
import type { LiveCatalogue } from "./live-catalogue.ts";
import type { LiveServerDeps } from "./live-server-port.ts";
import type { createServerState } from "./server-state.ts";
import { stateAfter } from "./server-status.ts";

/** What follows when one live server cannot be connected to, or its connection breaks: what is said, and when to try again. */
export function createConnectionFailures(
  deps: Pick<LiveServerDeps, "clock" | "limits" | "random" | "log">,
  server: {
    catalogue: Pick<LiveCatalogue, "record">;
    state: Pick<ReturnType<typeof createServerState>, "set">;
    isInstance: boolean;
    /** Somebody waits to hear of the server. */
    isWatched: () => boolean;
    /** Tries without a request of anybody. */
    tryAgain: () => void;
  },
) {
  const { clock, limits } = deps;
  const { catalogue } = server;
  const backoff = createBackoff(clock, limits, deps.random);
  let stderr: LineTail = createLineTail(limits.stderrLines);
  let cancelRetry: (() => void) | null = null;

  function show(cause: CoreError, nextRetryAt: number | null): void {
    const failure = classifyFailure(cause, catalogue.record.transport, stderr.lines());
    server.state.set(stateAfter(cause), cause.message, { nextRetryAt, failure });
  }

  /**
   * Whether Core tries again without a request: where somebody waits to hear of the server, and where looking starts no
   * program. Without a request, nobody waits for an instance of a user.
   */
  function isLookedFor(): boolean {
    if (server.isWatched()) return true;
    const { catalogueReadAt, transport, settings } = catalogue.record;
    return !server.isInstance && (catalogueReadAt === null || transport !== "stdio" || settings.warmUp === true);
  }

  const cancel = (): void => {
    cancelRetry?.();
    cancelRetry = null;
  };

  return {
    /** Lines of standard error of the last attempt. */
    stderrTail: (): string[] => stderr.lines(),
    /** An attempt begins. Returns what keeps the end of its standard error. */
    begin: (): LineTail => (stderr = createLineTail(limits.stderrLines)),
    /** The error to answer with while the pause after a failure lasts. */
    refusal: () => backoff.refusal(),
    /** @param lastedMs how long there was a connection; null: there was none */
    failed(failure: CoreError, lastedMs: number | null): void {
      const { workspaceId, serverId } = catalogue.record;
      if (lastedMs !== null && lastedMs >= limits.stableAfterMs) backoff.reset();
      backoff.failed(failure, lastedMs !== null);
      deps.log.warn(
        { serverId, workspaceId, code: failure.code, detail: failure.detail, err: failure.cause },
        `server not connected: ${failure.message}`,
      );
      // A person has to sign in first, and connects it by that.
      const isHopeless = failure.code === "server.sign_in_required";
      const retryInMs = !isHopeless && isLookedFor() ? backoff.retryInMs() : null;
      const pauseMs = isHopeless ? 0 : (retryInMs ?? backoff.remainingMs());
      show(failure, pauseMs > 0 ? clock.now() + pauseMs : null);
      if (retryInMs === null) return;
      cancel();
      cancelRetry = clock.after(retryInMs, server.tryAgain);
    },
    /** Shows a failure of a connection that goes on. @param until when requests are tried again */
    show,
    /** Nothing is tried by itself: there is a connection, or nobody wants one. */
    cancel,
    forget: (): void => backoff.reset(),
  };
}
