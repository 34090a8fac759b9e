import type { ErrorCode } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { LiveServer } from "./live-server.ts";

const MAX_LINES = 20;

/** Faults that the program itself may have explained. */
const OF_THE_PROGRAM: ReadonlySet<ErrorCode> = new Set([
  "server.start_failed",
  "server.died",
  "server.timeout",
  "server.protocol_error",
]);

/**
 * What an administrator has done with a server; an error says what the program wrote last, secrets masked. Only to them:
 * no record holds it, and nobody who merely calls a tool hears of it.
 */
export async function withLastLines<T>(live: Pick<LiveServer, "stderrTail">, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CoreError) || !OF_THE_PROGRAM.has(error.code)) throw error;
    const lastLines = live.stderrTail().slice(-MAX_LINES);
    const { code, message, detail, retryAfterSeconds } = error;
    throw new CoreError(code, message, {
      cause: error,
      ...(detail !== undefined && { detail }),
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      ...(lastLines.length > 0 && { lastLines }),
    });
  }
}
