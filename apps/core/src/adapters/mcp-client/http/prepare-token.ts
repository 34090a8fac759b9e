import { CoreError } from "../../../errors.ts";
import type { ConnectOptions } from "../../../modules/servers/server-connector.ts";
import type { Clock } from "../../clock.ts";

/**
 * Gets the access token ready, for half of the time at the most that there is to connect: without one, the server's
 * answer says what is missing. Throws server.unreachable when the attempt is called off.
 */
export async function prepareToken(
  clock: Clock,
  { authorization, signal, timeoutMs }: Pick<ConnectOptions, "authorization" | "signal" | "timeoutMs">,
): Promise<void> {
  if (!authorization) return;
  let giveUp = (): void => {};
  const isOver = new Promise<void>((resolve) => (giveUp = resolve));
  const cancelTimer = clock.after(timeoutMs / 2, giveUp);
  signal?.addEventListener("abort", giveUp, { once: true });
  await Promise.race([authorization.prepare(), isOver]);
  cancelTimer();
  signal?.removeEventListener("abort", giveUp);
  if (signal?.aborted) throw new CoreError("server.unreachable", "The start was called off.");
}
