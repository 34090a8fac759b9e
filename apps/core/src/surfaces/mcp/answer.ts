import {
  type Answer,
  denialResult,
  type ForwardOptions,
  type Gateway,
  type GatewayClient,
  hearsMessages,
  isToolDenial,
  type LargeParts,
} from "../../modules/gateway/index.ts";
import { isObject, type Json } from "../../modules/json.ts";
import { URL_ELICITATION_REQUIRED } from "../../modules/servers/questions/url-required.ts";
import type { Exchange } from "./exchange.ts";
import { sendInParts } from "./send-in-parts.ts";
import { APPROVAL_REQUIRED, DENIED, toWireError } from "./map-error.ts";
import type { Handling } from "./methods.ts";
import { WireError } from "./wire-error.ts";

/** How one era dresses the answers. */
export interface Dress {
  listResult(field: string, itemsJson: string, nextCursor: string | null): string;
  callResult(method: string, result: Json): string;
  /** The answer of an extension, as its server gave it. */
  extensionResult(result: Json): string;
  /** @param isNew the answer to the call that has become the task */
  taskResult(body: Json, isNew: boolean): string;
  /** Only clients of 2026-07-28 are answered with questions. */
  inputRequired(answer: Extract<Answer<string>, { kind: "input_required" }>): string;
}

/** What the client declares, and how it is asked something while its call is under way. */
export type Reach = Pick<ForwardOptions<string>, "capabilities" | "ask" | "onSlow" | "tasks">;

const hasProgressToken = (params: Json): boolean => {
  const meta = params._meta as Json | null | undefined;
  return meta?.progressToken !== undefined;
};

/** What its client wants to hear on the stream of its request before the answer. */
export function toldMeanwhile(
  exchange: Exchange,
  client: GatewayClient,
  params: Json,
): Pick<ForwardOptions<string>, "onProgress" | "onMessage"> {
  const told: ReturnType<typeof toldMeanwhile> = {};
  if (hasProgressToken(params))
    told.onProgress = (progress) => exchange.sendNotification("notifications/progress", progress);
  if (hearsMessages(client)) told.onMessage = (message) => exchange.sendNotification("notifications/message", message);
  return told;
}

/** Answers a list or a call through the gateway. Never throws. */
export async function answerThroughGateway(
  gateway: Gateway,
  exchange: Exchange,
  client: GatewayClient,
  handling: Extract<Handling, { does: "list" | "forward" | "task" }>,
  params: Json,
  dress: Dress,
  reach: Reach,
  inspect?: (definition: Json, args: Json) => void,
): Promise<void> {
  const requestId = String(exchange.id);
  // As the client wrote it: what goes to the server is renamed in place.
  const { uri } = params;
  // Who asks for a task is told by an error that there is none (2025-11-25, tasks).
  const isWish = exchange.era === "legacy" && reach.tasks === true;
  let large: LargeParts | null = null;
  try {
    if (handling.does === "list") {
      const { cursor } = params;
      if (cursor !== undefined && typeof cursor !== "string")
        throw new WireError(200, -32602, "params.cursor must be a string.");
      const page = await gateway.list(client, handling.kind, cursor, requestId);
      exchange.sendResult(dress.listResult(handling.field, page.itemsJson, page.nextCursor));
      return;
    }
    if (handling.does === "task") {
      const answer = await gateway.useTask(client, handling.method, params, {
        requestId,
        signal: exchange.signal,
        ...reach,
        render: (body, asked) =>
          asked === "tasks/result"
            ? dress.callResult("tools/call", body)
            : dress.taskResult(withErrorOf(body, exchange), false),
        ...toldMeanwhile(exchange, client, params),
      });
      if (answer.kind === "result") exchange.sendResult(answer.result);
      else if (answer.kind === "error") exchange.sendError(forEra(answer.error, exchange, handling.method));
      return;
    }
    const answer = await gateway.forward<string | LargeParts>(client, handling.method, params, {
      requestId,
      signal: exchange.signal,
      cancel: () => exchange.cancel(),
      ...reach,
      render: (result) => dress.callResult(handling.method, result),
      takeLarge: (parts) => (large = parts),
      ...toldMeanwhile(exchange, client, params),
      ...(inspect && { inspect }),
    });
    if (answer.kind === "result") {
      const { result } = answer;
      if (typeof result === "string") exchange.sendResult(result);
      else await sendInParts(exchange, result, handling.method);
    } else if (answer.kind === "task") exchange.sendResult(dress.taskResult(answer.task, true));
    else if (answer.kind === "input_required") exchange.sendResult(dress.inputRequired(answer));
    else exchange.sendError(withUri(forEra(answer.error, exchange, handling.method), handling.method, uri));
  } catch (error) {
    (large as LargeParts | null)?.cancel();
    sendRefusal(exchange, error, handling.does === "forward" && !isWish ? handling.method : null, dress, uri);
  }
}

const ASKS_FOR_URLS: ReadonlySet<string> = new Set([
  "tools/call",
  "resources/read",
  "prompts/get",
  "completion/complete",
  "tasks/result",
]);

/**
 * The meaning of "resource not found" moved from -32002 to -32602; -32021 speaks about another hop (MCP 2026-07-28), and
 * only Core itself says that policy refused.
 */
export const forEra = (
  error: { code: number; message: string; data?: unknown },
  { era }: Exchange,
  method: string,
): typeof error => {
  if (era === "modern" && error.code === -32002) return { ...error, code: -32602 };
  if (era === "legacy" && error.code === -32602 && method === "resources/read") return { ...error, code: -32002 };
  // Where the answer is one to a call, the gateway has looked at the URLs as at questions (docs/adr/0014).
  if (era === "legacy" && error.code === URL_ELICITATION_REQUIRED && ASKS_FOR_URLS.has(method)) return error;
  const isOfThisHop =
    (error.code <= -32020 && error.code >= -32099) || error.code === DENIED || error.code === APPROVAL_REQUIRED;
  if (isOfThisHop) return { ...error, code: -32603 };
  return error;
};

/** A task of 2026-07-28 that has failed holds the error that its call would have had. */
const withErrorOf = (body: Json, exchange: Exchange): Json =>
  isObject(body.error) && typeof body.error.code === "number"
    ? { ...body, error: forEra(body.error as { code: number; message: string }, exchange, "tools/call") }
    : body;

const NOT_FOUND: ReadonlySet<number> = new Set([-32002, -32602]);

/** A resource that is not found is named in the error, by the URI that the client knows (MCP, resources). */
function withUri<E extends { code: number; data?: unknown }>(error: E, method: string, uri: unknown): E {
  if (method !== "resources/read" || typeof uri !== "string" || !NOT_FOUND.has(error.code)) return error;
  return { ...error, data: { ...(isObject(error.data) && error.data), uri } };
}

/** @param uri what the client asked for, of a resource */
export function sendRefusal(
  exchange: Exchange,
  error: unknown,
  method: string | null,
  dress: Dress,
  uri?: unknown,
): void {
  if (method !== null && isToolDenial(error, method)) {
    exchange.sendResult(dress.callResult(method, denialResult(error)));
    return;
  }
  const fault = toWireError(error, exchange.era, method);
  const { errorCode, data } = fault.options;
  if (errorCode === "capability.not_found" && method !== null)
    fault.options.data = withUri({ code: -32602, data }, method, uri).data;
  if (errorCode === "request.cancelled") exchange.sendNothing();
  else exchange.sendFault(fault);
}
