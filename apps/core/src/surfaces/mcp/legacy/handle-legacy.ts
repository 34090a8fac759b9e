import { CoreError } from "../../../errors.ts";
import type { Gateway, GatewayClient } from "../../../modules/gateway/index.ts";
import type { Json } from "../../../modules/json.ts";
import type { Credential } from "../../../modules/principals/principal.ts";
import { answerThroughGateway } from "../answer.ts";
import { readClientInfo } from "../client-info.ts";
import type { Exchange } from "../exchange.ts";
import { CAPABILITIES, isLegacyVersion, LEGACY_VERSIONS, METHODS } from "../methods.ts";
import type { Message } from "../parse-message.ts";
import type { OpenExchanges } from "../open-exchanges.ts";
import { WireError } from "../wire-error.ts";
import { legacyDress } from "./dress.ts";
import { answerForSession } from "./session-requests.ts";
import { type Session, type SessionTable, tellUntold } from "./session.ts";

type Request = Extract<Message, { kind: "request" }>;

export interface LegacyDeps {
  gateway: Gateway;
  sessions: SessionTable;
  open: OpenExchanges;
  serverInfo: { name: string; version: string };
  now: () => number;
}

const tokenHashOf = (credential: Credential): string | null =>
  credential.kind === "console_session" ? null : credential.tokenHash;

const sessionNotFound = (): CoreError =>
  new CoreError("session.not_found", "There is no such session. It may have ended: send initialize to open a new one.");

/** Protocol versions up to 2025-11-25: Streamable HTTP with sessions. */
export function createLegacyEra({ gateway, sessions, open, serverInfo, now }: LegacyDeps) {
  const streams = new Map<Exchange, Session>();

  const initialize = async (
    exchange: Exchange,
    client: GatewayClient,
    clientKey: string,
    { params }: Request,
  ): Promise<void> => {
    const { protocolVersion, clientInfo } = params;
    if (typeof protocolVersion !== "string")
      throw new WireError(400, -32602, "initialize needs params.protocolVersion, a string.");
    const agreed = isLegacyVersion(protocolVersion) ? protocolVersion : LEGACY_VERSIONS[0];
    const session = sessions.open({ ...client, info: readClientInfo(clientInfo) }, clientKey, agreed, now());
    if (!session)
      throw new CoreError(
        "session.limit",
        "This principal has no room for another session: all are in use. Close one.",
        { retryAfterSeconds: 30 },
      );
    try {
      await gateway.record(session.client, {
        action: "initialize",
        outcome: "allowed",
        requestId: String(exchange.id),
      });
    } catch (error) {
      sessions.end(session);
      throw error;
    }
    exchange.sessionId = session.id;
    exchange.sendResult(JSON.stringify({ protocolVersion: agreed, capabilities: CAPABILITIES, serverInfo }));
  };

  const requireSession = (exchange: Exchange, client: GatewayClient, clientKey: string): Session => {
    const { headers } = exchange.req;
    const version = headers["mcp-protocol-version"];
    if (version !== undefined && !isLegacyVersion(version as string)) {
      throw new WireError(400, -32000, `Unsupported protocol version. Supported: ${LEGACY_VERSIONS.join(", ")}.`, {
        errorCode: "request.unsupported_version",
      });
    }
    const id = headers["mcp-session-id"];
    if (typeof id !== "string" || id === "") {
      throw new WireError(400, -32000, "The Mcp-Session-Id header is missing. Send initialize first.", {
        errorCode: "request.malformed",
      });
    }
    const session = sessions.find(id, client.caller.principal.id, clientKey);
    if (!session) throw sessionNotFound();
    session.lastSeenAt = now();
    // Principal, credential and address are those of this request; the session keeps what the client said of itself.
    const { caller } = session.client;
    const isOther =
      caller.principal !== client.caller.principal ||
      caller.ipAddress !== client.caller.ipAddress ||
      tokenHashOf(caller.credential) !== tokenHashOf(client.caller.credential);
    if (isOther) {
      session.client = { ...session.client, caller: client.caller };
      session.live?.update(session.client);
    }
    return session;
  };

  const answer = async (exchange: Exchange, session: Session, { method, params }: Request): Promise<void> => {
    const { client } = session;
    exchange.client = client;
    const handling = METHODS.legacy.get(method);
    if (handling === undefined)
      throw new CoreError("request.unsupported", `Core does not offer the method ${method.slice(0, 100)}.`);
    if (handling.does === "ping") {
      exchange.sendResult("{}");
    } else if (handling.does === "session") {
      session.underWay++;
      await answerForSession(gateway, exchange, session, method, params);
      session.underWay--;
      session.lastSeenAt = now();
    } else if (handling.does === "list" || handling.does === "forward") {
      session.underWay++;
      await answerThroughGateway(gateway, exchange, client, handling, params, legacyDress);
      session.underWay--;
      session.lastSeenAt = now();
    }
  };

  const cancelRequest = (session: Session, params: Json): void => {
    open.forEach((exchange) => {
      if (exchange.client?.sessionId === session.id && exchange.id === params.requestId) exchange.cancel();
    });
  };

  return {
    /** Throws what has to be refused with a record. */
    async post(exchange: Exchange, client: GatewayClient, clientKey: string, message: Message): Promise<void> {
      if (message.kind === "request" && message.method === "initialize")
        return initialize(exchange, client, clientKey, message);
      const session = requireSession(exchange, client, clientKey);
      if (message.kind === "request") return answer(exchange, session, message);
      if (message.kind === "notification" && message.method === "notifications/cancelled")
        cancelRequest(session, message.params);
      // Core asks clients nothing in this era, so a response answers no question and goes nowhere.
      exchange.sendEmpty(202);
    },

    /** Opens the session's stream. A newer one takes the place of an older one, whose client may be long gone. */
    get(exchange: Exchange, client: GatewayClient, clientKey: string): void {
      const session = requireSession(exchange, client, clientKey);
      session.stream?.sendNothing();
      session.stream = exchange;
      streams.set(exchange, session);
      exchange.sessionId = session.id;
      exchange.openStream();
      exchange.write(": open\n\n");
      tellUntold(session);
    },

    delete(exchange: Exchange, client: GatewayClient, clientKey: string): void {
      sessions.end(requireSession(exchange, client, clientKey));
      exchange.sendEmpty(204);
    },

    /** The connection of this exchange is gone. */
    closed(exchange: Exchange): void {
      const session = streams.get(exchange);
      if (!session) return;
      streams.delete(exchange);
      session.lastSeenAt = now();
      if (session.stream === exchange) session.stream = null;
    },
  };
}
