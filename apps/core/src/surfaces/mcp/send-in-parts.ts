import { CoreError } from "../../errors.ts";
import type { LargeParts } from "../../modules/gateway/index.ts";
import type { Exchange } from "./exchange.ts";
import { toWireError } from "./map-error.ts";

/**
 * Sends a large result while it arrives, at the pace of its reader. What goes wrong before the first part rejects, and can
 * be answered; what goes wrong later ends the connection.
 */
export async function sendInParts(exchange: Exchange, parts: LargeParts, method: string): Promise<void> {
  try {
    for await (const part of parts) {
      if (!exchange.isInParts && !exchange.openParts()) throw notKept();
      await exchange.writePart(part);
    }
    exchange.closeParts();
  } catch (error) {
    if (!exchange.isInParts) throw error;
    const { rpcCode, message, options } = toWireError(error, exchange.era, method);
    exchange.breakParts({ code: rpcCode, message, ...(options.data && { data: options.data }) });
  }
}

const notKept = (): CoreError =>
  new CoreError(
    "request.interrupted",
    "The connection broke before this large answer came, and large answers are kept for nobody. Ask for it again.",
  );
