import type { Gateway } from "../../../modules/gateway/index.ts";
import type { Json } from "../../../modules/json.ts";
import { sendRefusal } from "../answer.ts";
import type { Exchange } from "../exchange.ts";
import { legacyDress } from "./dress.ts";
import type { Session } from "./session.ts";

/** Answers what a session keeps: the level of messages, and the resources of which it hears updates. Never throws. */
export async function answerForSession(
  gateway: Gateway,
  exchange: Exchange,
  session: Session,
  method: string,
  params: Json,
): Promise<void> {
  const requestId = String(exchange.id);
  const { live } = session;
  try {
    if (method === "logging/setLevel") {
      const logLevel = await gateway.setLogLevel(session.client, params.level, requestId);
      session.client = { ...session.client, logLevel };
      live?.update(session.client);
    } else if (method === "resources/subscribe") {
      await live?.subscribe(params.uri, requestId);
      session.subscribed.add(String(params.uri));
    } else {
      await live?.unsubscribe(params.uri, requestId);
      session.subscribed.delete(String(params.uri));
    }
    exchange.sendResult("{}");
  } catch (error) {
    sendRefusal(exchange, error, method, legacyDress);
  }
}
