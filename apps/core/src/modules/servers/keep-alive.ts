import type { ErrorCode } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { ServerConnection } from "./server-connector.ts";

const ANSWER_WITHIN_MS = 10_000;
/** One late answer may be bad luck. */
const ATTEMPTS = 2;
/** A server that says so is there. */
const ANSWERS: ReadonlySet<ErrorCode> = new Set(["server.busy", "server.sign_in_required", "server.sign_in_failed"]);

/**
 * Asks a connection that is quiet whether it still works. A server that is at work is left alone: it may have one
 * thread only. Any answer will do, a refusal too.
 * @param watched `lost` hears of a connection that gives none
 */
export function keepAlive(
  clock: Clock,
  keepAliveMs: () => number | null,
  connection: ServerConnection,
  watched: { isWatched(): boolean; isBusy(): boolean; lastUsedAt(): number; lost(cause: CoreError): void },
): { probe(): Promise<void> } {
  let lastAnswerAt = clock.now();
  let probing: Promise<void> | null = null;

  const ask = async (): Promise<void> => {
    const method = connection.era === "modern" ? "server/discover" : "ping";
    for (let attempt = 1; watched.isWatched(); attempt++) {
      try {
        await connection.request(method, {}, { timeoutMs: ANSWER_WITHIN_MS });
        lastAnswerAt = clock.now();
        return;
      } catch (error) {
        if (!watched.isWatched()) return;
        if (error instanceof CoreError && ANSWERS.has(error.code)) return;
        if (attempt < ATTEMPTS && !watched.isBusy()) continue;
        // What arrived meanwhile is working on something.
        if (!watched.isBusy()) watched.lost(notAnswering(error));
        return;
      }
    }
  };
  const probe = (): Promise<void> => (probing ??= ask().finally(() => (probing = null)));

  const check = (): void => {
    const everyMs = keepAliveMs();
    if (!watched.isWatched() || everyMs === null) return;
    const quietForMs = watched.isBusy() ? 0 : clock.now() - Math.max(lastAnswerAt, watched.lastUsedAt());
    if (quietForMs >= everyMs) void probe().then(() => clock.after(everyMs, check));
    else clock.after(everyMs - quietForMs, check);
  };
  const firstMs = keepAliveMs();
  if (firstMs !== null) clock.after(firstMs, check);
  return { probe };
}

const notAnswering = (cause: unknown): CoreError =>
  new CoreError(
    "server.unreachable",
    "The server was connected and no longer answers. Core connects to it anew with the next request.",
    { cause, detail: "NOT_ANSWERING" },
  );
