import type { Exchange } from "../exchange.ts";

/** Four answers of the greatest length. Who is further behind does not read, or asks for too much at once (A35). */
const MAX_WAITING = 64 * 1024 * 1024;

/**
 * What a listen stream says, in its order and as fast as its reader takes it: a state of a task is as large as an answer.
 * Until `open`, it waits.
 * @param most what may wait, in UTF-16 units; beyond it the connection breaks
 */
export function createOutbox(exchange: Pick<Exchange, "writePart" | "res">, most = MAX_WAITING) {
  let waiting: string[] = [];
  let length = 0;
  let isHeld = true;

  const send = async (): Promise<void> => {
    isHeld = true;
    for (let text = waiting.shift(); text !== undefined; text = waiting.shift()) {
      length -= text.length;
      await exchange.writePart(text);
    }
    isHeld = false;
  };
  /** There is nobody any more who would hear it. */
  const drop = (): void => {
    waiting = [];
    length = 0;
  };

  return {
    add(text: string): void {
      waiting.push(text);
      length += text.length;
      if (length > most) exchange.res.destroy();
      else if (!isHeld) void send().catch(drop);
    },
    /** @param text what comes before all that waits */
    open(text: string): void {
      waiting.unshift(text);
      length += text.length;
      void send().catch(drop);
    },
  };
}
