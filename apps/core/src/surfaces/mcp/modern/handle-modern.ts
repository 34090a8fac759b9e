import type { IncomingHttpHeaders } from "node:http";
import { declaresPages, type Gateway, type GatewayClient, readLogLevel } from "../../../modules/gateway/index.ts";
import { isObject, type Json } from "../../../modules/json.ts";
import { isAnonymous } from "../../../modules/principals/principal.ts";
import { hasTasksExtension } from "../../../modules/servers/task-support.ts";
import { answerThroughGateway } from "../answer.ts";
import { answerExtension } from "../answer-extension.ts";
import { readClientInfo } from "../client-info.ts";
import type { Exchange } from "../exchange.ts";
import { isLegacyVersion, isModernVersion, METHODS, MODERN_VERSIONS } from "../methods.ts";
import type { Message } from "../parse-message.ts";
import { WireError } from "../wire-error.ts";
import { checkMirroredHeaders, checkVersionHeader } from "./check-headers.ts";
import { createModernDress } from "./dress.ts";
import { CAPABILITIES_KEY, type ListenStream, openListenStream, readListenWishes } from "./listen.ts";
import { createParamHeaderCheck } from "./param-headers.ts";

type Request = Extract<Message, { kind: "request" }>;

const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
const CLIENT_INFO_KEY = "io.modelcontextprotocol/clientInfo";
const LOG_LEVEL_KEY = "io.modelcontextprotocol/logLevel";
const MODERN_ONLY: ReadonlySet<string> = new Set(["server/discover", "subscriptions/listen"]);

/** Whether a message belongs to the era without sessions: by its envelope, its version header or its method. */
export function isModernMessage(headers: IncomingHttpHeaders, message: Message): boolean {
  const version = headers["mcp-protocol-version"];
  if (typeof version === "string" && version !== "" && !isLegacyVersion(version)) return true;
  if (message.kind === "response") return false;
  const meta = message.params._meta;
  return (isObject(meta) && Object.hasOwn(meta, VERSION_KEY)) || MODERN_ONLY.has(message.method);
}

const missing = (key: string): WireError =>
  new WireError(400, -32602, `params._meta must hold ${key}.`, { errorCode: "request.malformed" });

/** Checks the envelope in the order of the specification and returns what the client says of itself. */
function readEnvelope(headers: IncomingHttpHeaders, params: Json): { name: string; version: string } | null {
  const meta = params._meta;
  const version = isObject(meta) ? meta[VERSION_KEY] : undefined;
  if (!isObject(meta) || typeof version !== "string") throw missing(VERSION_KEY);
  checkVersionHeader(headers, version);
  if (!isModernVersion(version)) {
    throw new WireError(400, -32022, "This protocol version is not supported.", {
      errorCode: "request.unsupported_version",
      data: { supported: MODERN_VERSIONS, requested: version.slice(0, 100) },
    });
  }
  if (!isObject(meta[CAPABILITIES_KEY])) throw missing(CAPABILITIES_KEY);
  if (meta[CLIENT_INFO_KEY] === undefined) return null;
  const info = readClientInfo(meta[CLIENT_INFO_KEY]);
  if (!info) throw missing(`${CLIENT_INFO_KEY} as an object with name and version`);
  return info;
}

/** The level of messages that the client wants with this request (2026-07-28, logging); none without it. */
function readLevel(params: Json): Pick<GatewayClient, "logLevel"> {
  const level = (params._meta as Json)[LOG_LEVEL_KEY];
  return level === undefined ? {} : { logLevel: readLogLevel(level, `params._meta["${LOG_LEVEL_KEY}"]`) };
}

/** Protocol version 2026-07-28: every request stands alone. */
export function createModernEra(deps: {
  gateway: Gateway;
  serverInfo: { name: string; version: string };
  /** Throws or rejects with auth.* where the request's token is good no more. */
  identifyAgain: (exchange: Exchange) => unknown;
  /** Throws session.limit when the principal has too many open streams. */
  enterStream: (exchange: Exchange) => void;
  /** Closes it with its connection. */
  holdListen: (exchange: Exchange, stream: ListenStream) => void;
}) {
  const { gateway, serverInfo } = deps;
  const dress = createModernDress(serverInfo);
  const checkParamHeaders = createParamHeaderCheck();

  const answer = async (exchange: Exchange, client: GatewayClient, { id, method, params }: Request): Promise<void> => {
    const { headers } = exchange.req;
    const handling = METHODS.modern.get(method);
    const nameField = handling?.does === "forward" ? handling.nameField : handling?.does === "task" ? "taskId" : null;
    checkMirroredHeaders(headers, method, nameField === null ? undefined : params[nameField]);
    if (handling === undefined) {
      const capabilities = (params._meta as Json)[CAPABILITIES_KEY] as Json;
      return answerExtension(gateway, exchange, client, method, params, dress, { capabilities });
    }
    if (handling.does === "discover") {
      await gateway.record(client, { action: method, outcome: "allowed", requestId: String(id) });
      exchange.sendResult(dress.discoverResult(gateway.offer(client)));
    } else if (handling.does === "listen") {
      const wishes = readListenWishes(client, params);
      deps.enterStream(exchange);
      await gateway.record(client, { action: method, outcome: "allowed", requestId: String(id) });
      // A stream hears itself when its token is revoked, but only from here on (A7).
      await deps.identifyAgain(exchange);
      // Its connection may have closed meanwhile, and nobody would close the stream.
      if (!exchange.isDone)
        deps.holdListen(exchange, openListenStream(gateway, exchange, client, id, wishes, serverInfo));
    } else if (handling.does === "list" || handling.does === "forward" || handling.does === "task") {
      const inspect =
        method === "tools/call"
          ? (definition: Json, args: Json) => checkParamHeaders(headers, definition, args)
          : undefined;
      // Nobody is asked anything who has no sign-in.
      const declared = (params._meta as Json)[CAPABILITIES_KEY] as Json;
      const capabilities = isAnonymous(client.caller) ? {} : declared;
      await answerThroughGateway(
        gateway,
        exchange,
        client,
        handling,
        params,
        dress,
        { capabilities, tasks: hasTasksExtension(capabilities) },
        inspect,
      );
    }
  };

  return {
    /** Throws or rejects with what has to be refused with a record. */
    post(exchange: Exchange, client: GatewayClient, message: Message): Promise<void> {
      exchange.era = "modern";
      if (message.kind === "response")
        throw new WireError(400, -32600, "Clients of this protocol version send no responses.", {
          errorCode: "request.malformed",
        });
      // Cancelling is closing the stream; no other notification means anything to Core.
      if (message.kind === "notification") {
        exchange.sendEmpty(202);
        return Promise.resolve();
      }
      const info = readEnvelope(exchange.req.headers, message.params);
      const capabilities = (message.params._meta as Json)[CAPABILITIES_KEY] as Json;
      const asked: GatewayClient = {
        ...client,
        era: "modern",
        info,
        ...readLevel(message.params),
        ...(declaresPages(capabilities) && { showsPages: true }),
      };
      exchange.client = asked;
      return answer(exchange, asked, message);
    },
  };
}
