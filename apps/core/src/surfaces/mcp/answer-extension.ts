import type { Gateway, GatewayClient } from "../../modules/gateway/index.ts";
import type { Json } from "../../modules/json.ts";
import { type Dress, forEra, type Reach, sendRefusal, toldMeanwhile } from "./answer.ts";
import type { Exchange } from "./exchange.ts";

/** Passes a request with a method that the protocol does not know on to the server that may have it. Never throws. */
export async function answerExtension(
  gateway: Gateway,
  exchange: Exchange,
  client: GatewayClient,
  method: string,
  params: Json,
  dress: Dress,
  reach: Reach,
): Promise<void> {
  try {
    const answer = await gateway.passOn(client, method, params, {
      requestId: String(exchange.id),
      signal: exchange.signal,
      ...reach,
      render: (result) => dress.extensionResult(result),
      ...toldMeanwhile(exchange, client, params),
    });
    if (answer.kind === "result") exchange.sendResult(answer.result);
    else if (answer.kind === "error") exchange.sendError(forEra(answer.error, exchange, method));
  } catch (error) {
    sendRefusal(exchange, error, null, dress);
  }
}
