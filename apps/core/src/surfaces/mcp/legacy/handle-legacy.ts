import { CoreError } from "../../../errors.ts";
import type { Gateway, GatewayClient } from "../../../modules/gateway/index.ts";
import { isObject, type Json } from "../../../modules/json.ts";
import { isAnonymous } from "../../../modules/principals/principal.ts";
import type { SessionsModule } from "../../../modules/sessions/index.ts";
import { answerThroughGateway, type Reach } from "../answer.ts";
import { answerExtension } from "../answer-extension.ts";
import { readClientInfo } from "../client-info.ts";
import type { Exchange } from "../exchange.ts";
import { isLegacyVersion, LEGACY_VERSIONS, METHODS } from "../methods.ts";
import type { Message } from "../parse-message.ts";
import type { OpenExchanges } from "../open-exchanges.ts";
import { WireError } from "../wire-error.ts";
import { legacyDress } from "./dress.ts";
import { answerForSession } from "./session-requests.ts";
import type { CallTrails } from "./call-trails.ts";
import { createRequireSession } from "./require-session.ts";
import { onStreamOf } from "./session-questions.ts";
import type { Session, SessionTable } from "./session.ts";
import { createStreams } from "./streams.ts";

/** The version that tasks came with. */
const TASKS_SINCE = "2025-11-25";

type Request = Extract<Message, { kind: "request" }>;

export interface LegacyDeps {
  gateway: Gateway;
  sessions: SessionTable;
  kept: SessionsModule;
  trails: CallTrails;
  open: OpenExchanges;
  serverInfo: { name: string; version: string };
  now: () => number;
}

/** Protocol versions up to 2025-11-25: Streamable HTTP with sessions. */
export function createLegacyEra({ gateway, sessions, kept, trails, open, serverInfo, now }: LegacyDeps) {
  const heard = new Map<Exchange, Session>();
  const requireSession = createRequireSession({ sessions, now });
  const streams = createStreams({ gateway, trails, sessions: kept });

  const initialize = async (
    exchange: Exchange,
    client: GatewayClient,
    clientKey: string,
    { params }: Request,
  ): Promise<void> => {
    const { protocolVersion, clientInfo, capabilities } = params;
    if (typeof protocolVersion !== "string")
      throw new WireError(400, -32602, "initialize needs params.protocolVersion, a string.");
    const agreed = isLegacyVersion(protocolVersion) ? protocolVersion : LEGACY_VERSIONS[0];
    // Nobody is asked anything who has no sign-in: a server would open a connection for each of them.
    const declared = isObject(capabilities) && !isAnonymous(client.caller) ? capabilities : {};
    const session = sessions.open({ ...client, info: readClientInfo(clientInfo) }, clientKey, agreed, declared, now());
    if (!session)
      throw new CoreError(
        "session.limit",
        "This principal has no room for another session: all are in use. Close one.",
        { retryAfterSeconds: 30 },
      );
    try {
      const requestId = String(exchange.id);
      // Stored before its id is given out: whatever becomes of this process, the client can go on with it.
      await Promise.all([
        gateway.record(session.client, { action: "initialize", outcome: "allowed", requestId }),
        sessions.keep(session),
      ]);
    } catch (error) {
      sessions.end(session);
      throw error;
    }
    exchange.sessionId = session.id;
    const { capabilities: offered, instructions } = gateway.offer(session.client);
    const result = {
      protocolVersion: agreed,
      capabilities: offered,
      serverInfo,
      ...(instructions && { instructions }),
    };
    exchange.sendResult(JSON.stringify(result));
  };

  /** Whoever was offered none has its calls run as ordinary ones (2025-11-25, tasks, Task Support and Handling). */
  const mayHaveTasks = ({ client, protocolVersion }: Session): boolean =>
    protocolVersion === TASKS_SINCE && gateway.offer(client).capabilities.tasks !== undefined;

  const answer = async (exchange: Exchange, session: Session, { method, params }: Request): Promise<void> => {
    const { client } = session;
    exchange.client = client;
    const handling = METHODS.legacy.get(method);
    const reach = (): Reach => ({
      capabilities: session.capabilities,
      tasks: method === "tools/call" && params.task !== undefined && mayHaveTasks(session),
      ask: (question, signal) => session.questions.ask(onStreamOf(exchange), question, signal),
      // Its client comes back for the answer too.
      onSlow: (retryMs) => exchange.sendAway(retryMs),
    });
    if (handling === undefined) {
      session.underWay++;
      if (!isAnonymous(client.caller)) exchange.keeper = session.keeper;
      await answerExtension(gateway, exchange, client, method, params, legacyDress, reach());
      session.underWay--;
      session.lastSeenAt = now();
    } else if (handling.does === "ping") {
      exchange.sendResult("{}");
    } else if (handling.does === "session") {
      session.underWay++;
      await answerForSession(gateway, exchange, session, method, params);
      void sessions.keep(session);
      session.underWay--;
      session.lastSeenAt = now();
    } else if (handling.does === "list" || handling.does === "forward" || handling.does === "task") {
      session.underWay++;
      // A call without a sign-in ends with its connection.
      if (!isAnonymous(client.caller)) exchange.keeper = session.keeper;
      await answerThroughGateway(gateway, exchange, client, handling, params, legacyDress, reach());
      session.underWay--;
      session.lastSeenAt = now();
    }
  };

  const take = (exchange: Exchange, session: Session, message: Message): Promise<void> => {
    if (message.kind === "request") return answer(exchange, session, message);
    if (message.kind === "notification" && message.method === "notifications/cancelled")
      cancelRequest(session, message.params);
    if (message.kind === "notification" && message.method === "notifications/roots/list_changed")
      gateway.rootsChanged(session.client);
    if (message.kind === "response") session.questions.hear(message);
    exchange.sendEmpty(202);
    return Promise.resolve();
  };

  const cancelRequest = (session: Session, params: Json): void => {
    open.forEach((exchange) => {
      if (exchange.client?.sessionId === session.id && exchange.id === params.requestId) exchange.cancel();
    });
  };

  return {
    /** Throws or rejects with what has to be refused with a record. */
    post(exchange: Exchange, client: GatewayClient, clientKey: string, message: Message): Promise<void> {
      if (message.kind === "request" && message.method === "initialize")
        return initialize(exchange, client, clientKey, message);
      const found = requireSession(exchange, client, clientKey);
      return found instanceof Promise
        ? found.then((session) => take(exchange, session, message))
        : take(exchange, found, message);
    },

    /** Opens the session's stream, or resumes another one. Rejects with what has to be refused with a record. */
    async get(exchange: Exchange, client: GatewayClient, clientKey: string): Promise<void> {
      const session = await requireSession(exchange, client, clientKey);
      if (exchange.isDone) return;
      heard.set(exchange, session);
      await streams.open(exchange, session);
    },

    async delete(exchange: Exchange, client: GatewayClient, clientKey: string): Promise<void> {
      sessions.end(await requireSession(exchange, client, clientKey));
      exchange.sendEmpty(204);
    },

    /** The connection of this exchange is gone. */
    closed(exchange: Exchange): void {
      const session = heard.get(exchange);
      if (!session) return;
      heard.delete(exchange);
      session.lastSeenAt = now();
      session.own.closed(exchange);
    },
  };
}
