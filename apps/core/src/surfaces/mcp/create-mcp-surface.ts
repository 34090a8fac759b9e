import { randomBytes } from "node:crypto";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import { type Gateway, type GatewayClient, parseNamesMode, type StrangerRefusal } from "../../modules/gateway/index.ts";
import type { Log } from "../../modules/log.ts";
import { type Admission, addressRefused, RateLimited } from "../../modules/network/index.ts";
import type { IdentifyAnonymous } from "../../modules/anonymous/index.ts";
import type { AuthenticateBearer } from "../../modules/principals/bearer.ts";
import type { SessionsModule } from "../../modules/sessions/index.ts";
import { clientKeyOfCredential, hasExpired, isActive, isAnonymous } from "../../modules/principals/principal.ts";
import { createBodyBudget } from "../http/body-budget.ts";
import { IDENTITY_HOLDS_MS } from "../http/identity-holds.ts";
import type { BodyRequest, HttpRequest, HttpResponse } from "../http/http-message.ts";
import { rateLimitFields, rateLimitHeaders } from "../http/rate-limit-headers.ts";
import { checkPost, checkTransport, methodNotAllowed } from "./check-request.ts";
import { Exchange } from "./exchange.ts";
import { createCallTrails } from "./legacy/call-trails.ts";
import { createLegacyEra } from "./legacy/handle-legacy.ts";
import { INTERRUPTED, interruption } from "./legacy/interrupted.ts";
import { createSessionTable } from "./legacy/session.ts";
import { toWireError } from "./map-error.ts";
import type { McpLimits } from "./mcp-limits.ts";
import { isLegacyVersion } from "./methods.ts";
import type { ListenStream } from "./modern/listen.ts";
import { createModernEra, isModernMessage } from "./modern/handle-modern.ts";
import { parseMessage } from "./parse-message.ts";
import { createIdentify, type Identity } from "./identify.ts";
import { readBody } from "./read-body.ts";
import { neededScope, requireScope } from "./require-scope.ts";
import { createRefusals } from "./refusals.ts";
import { OpenExchanges } from "./open-exchanges.ts";
import { createStreamLimit } from "./stream-limit.ts";
import { WireError } from "./wire-error.ts";

export interface McpSurfaceDeps {
  gateway: Gateway;
  /** What outlives connections and this process. */
  sessions: SessionsModule;
  authenticate: AuthenticateBearer;
  /** Who comes to `/mcp/public`. Absent: there is no such endpoint. */
  identifyAnonymous?: IdentifyAnonymous;
  /** `origin` and `host` as the headers say; the front decides what is allowed. */
  isAllowedOrigin: (origin: string, req: HttpRequest) => boolean;
  isAllowedHost: (host: string | undefined) => boolean;
  clock: Clock;
  limits: McpLimits;
  serverInfo: { name: string; version: string };
  /** Where the protected-resource metadata is, once there is an authorization server. */
  resourceMetadataUrl?: (req: HttpRequest) => string;
  /** Address of the client as the front sees it. */
  clientAddress: (req: HttpRequest) => string | null;
  /** Who is let in, and whether there is room. */
  admission: Admission;
  /** Hears of requests that were refused before it was known who asks. Must not throw. */
  onRefusedStranger?: (refusal: StrangerRefusal) => void;
  log?: Log;
}

export interface McpSurface {
  /** Answers one request for `/mcp`. Never throws. */
  handle(req: BodyRequest, res: HttpResponse): void;
  /** Lets sessions go for the next process and ends every stream; resolves when requests under way are answered. */
  close(): Promise<void>;
  /** Ends the requests and streams of a workspace whose address may no longer come. */
  recheckAddresses(workspaceId: string): void;
  /** Of one workspace, or of all. */
  sessionCount(workspaceId?: string): number;
}

/** The endpoint for MCP clients of both protocol eras, on plain node:http. */
export function createMcpSurface(deps: McpSurfaceDeps): McpSurface {
  const { gateway, clock, limits, serverInfo, admission } = deps;
  const now = (): number => clock.now();
  const open = new OpenExchanges();
  const kept = deps.sessions;
  const trails = createCallTrails({ sessions: kept, open, clock, limits });
  const sessions = createSessionTable({
    gateway,
    kept,
    trails,
    open,
    limits,
    newId: () => randomBytes(24).toString("base64url"),
  });
  const { refuse, refuseStranger } = createRefusals(deps);
  const streams = createStreamLimit(limits);
  const bodies = createBodyBudget(limits.bodyBytes);
  const identify = createIdentify({ authenticate: deps.authenticate, identifyAnonymous: deps.identifyAnonymous });
  const listens = new Map<Exchange, ListenStream>();
  let whenIdle: (() => void) | null = null;
  let isStopping = false;
  let touchedAt = now();

  const legacy = createLegacyEra({ gateway, sessions, kept, trails, open, serverInfo, now });
  const modern = createModernEra({
    gateway,
    serverInfo,
    identifyAgain: (exchange) => identify(exchange, null),
    enterStream: streams.enter,
    holdListen: (exchange, stream) => void listens.set(exchange, stream),
  });

  const forget = (exchange: Exchange): void => {
    open.remove(exchange);
    if (exchange.isStream || exchange.whenDone) trails.closed(exchange, true);
    if (open.size === 0) whenIdle?.();
  };

  const closed = (exchange: Exchange): void => {
    streams.leave(exchange);
    bodies.release(exchange);
    legacy.closed(exchange);
    listens.get(exchange)?.close();
    listens.delete(exchange);
    if (!exchange.isDone && exchange.keeper && !isStopping) {
      exchange.whenDone = () => forget(exchange);
      trails.closed(exchange, false);
      return;
    }
    if (!exchange.isDone) exchange.cancel();
    exchange.isDone = true;
    forget(exchange);
  };

  const dispatch = async (
    exchange: Exchange,
    client: GatewayClient,
    clientKey: string,
    body: Buffer,
  ): Promise<void> => {
    try {
      const message = parseMessage(body, limits.depth);
      if (message.kind !== "response") {
        exchange.method = message.method;
        if (message.kind === "request") exchange.id = message.id;
        exchange.scope = neededScope(message.method, message.params);
        requireScope(client.caller.credential, message.method, exchange.scope);
      }
      if (isModernMessage(exchange.req.headers, message)) await modern.post(exchange, client, message);
      else await legacy.post(exchange, client, clientKey, message);
    } catch (error) {
      await refuse(exchange, client, error);
    }
  };

  const dispatchLate = async (
    exchange: Exchange,
    query: URLSearchParams | null,
    client: GatewayClient,
    body: Buffer,
  ): Promise<void> => {
    try {
      const { principal, credential } = await identify(exchange, query);
      if (!admission.isAddressAllowed(principal.workspaceId, client.caller.ipAddress))
        throw addressRefused(client.caller.ipAddress);
      const caller = { ...client.caller, principal, credential };
      await dispatch(exchange, { ...client, caller }, clientKeyOfCredential(credential), body);
    } catch (error) {
      refuseStranger(exchange, error);
    }
  };

  /** Refuses for the address or the rate. The record is admission's own. */
  const refuseEntry = (exchange: Exchange, error: unknown): void => {
    if (error instanceof RateLimited) exchange.rateHeaders = rateLimitHeaders(error.verdict, now());
    refuseStranger(exchange, error);
  };

  const admit = (exchange: Exchange, query: URLSearchParams | null, identity: Identity): void => {
    const { req, ipAddress } = exchange;
    const { principal, credential, ratePerMinute } = identity;
    const wire = isAnonymous(identity) ? "public" : "mcp";
    try {
      const verdict = admission.admitRequest({
        principal,
        ipAddress,
        wire,
        anonymousRatePerMinute: ratePerMinute,
      });
      // The hot path: the older forms come with a refusal only.
      exchange.rateHeaders = rateLimitFields(verdict);
    } catch (error) {
      refuseEntry(exchange, error);
      return;
    }
    const clientKey = clientKeyOfCredential(credential);
    const names = parseNamesMode(query?.get("names") ?? null);
    const client: GatewayClient = {
      caller: {
        principal,
        credential,
        channel: wire,
        ipAddress,
      },
      era: "legacy",
      info: null,
      sessionId: null,
      names: names ?? "wire",
    };
    try {
      if (names === undefined)
        throw new WireError(400, -32600, "The parameter names is canonical, plain or wire.", {
          errorCode: "request.malformed",
        });
      if (req.method === "POST") {
        checkPost(req.headers);
        const hold = (bytes: number): void => bodies.hold(exchange, principal.id, bytes);
        const most = wire === "public" ? Math.min(limits.anonymousBodyBytes, limits.bodyBytes) : limits.bodyBytes;
        readBody(req, most, hold, (error, body) => {
          if (!body) void refuse(exchange, client, error);
          else if (now() - exchange.startedAt > IDENTITY_HOLDS_MS) void dispatchLate(exchange, query, client, body);
          else void dispatch(exchange, client, clientKey, body);
        });
      } else serveSession(exchange, client, clientKey).catch((error: unknown) => refuse(exchange, client, error));
    } catch (error) {
      void refuse(exchange, client, error);
    }
  };

  /** GET and DELETE exist for sessions only. */
  const serveSession = async (exchange: Exchange, client: GatewayClient, clientKey: string): Promise<void> => {
    const { headers, method } = exchange.req;
    const version = headers["mcp-protocol-version"];
    if (typeof version === "string" && !isLegacyVersion(version)) throw methodNotAllowed("POST");
    if (method === "DELETE") await legacy.delete(exchange, client, clientKey);
    else if (!headers.accept?.includes("text/event-stream")) {
      throw new WireError(406, -32000, "A GET must accept text/event-stream.", { errorCode: "request.malformed" });
    } else {
      exchange.client = client;
      streams.enter(exchange);
      await legacy.get(exchange, client, clientKey);
    }
  };

  /** A stream of notices lasts no longer than the token that it was opened with; its reader comes back with a new one. */
  const endStream = (exchange: Exchange): void => {
    const listen = listens.get(exchange);
    if (listen) listen.end();
    else if (exchange.req.method === "GET") exchange.sendNothing();
    else exchange.keepAlive();
  };

  const sweep = (): void => {
    const time = now();
    sessions.sweep(time - limits.sessionIdleMs);
    if (time - touchedAt >= TOUCH_EVERY_MS) {
      touchedAt = time;
      void sessions.touch(time);
    }
    open.forEach((exchange) => {
      const age = time - exchange.startedAt;
      if (exchange.isDone || exchange.client === null) {
        if (!exchange.req.complete && age > limits.bodyTimeoutMs) exchange.sendFault(bodyTooSlow());
      } else {
        exchange.leaveIfStuck(time, limits.partStallMs);
        if (exchange.isStream && isOver(exchange.client, time)) endStream(exchange);
        else if (exchange.isStream || age > limits.keepAliveMs) exchange.keepAlive();
      }
    });
    cancelSweep = clock.after(limits.keepAliveMs / 2, sweep);
  };
  let cancelSweep = clock.after(limits.keepAliveMs / 2, sweep);

  return {
    handle(req, res) {
      const exchange = new Exchange(req, res, now());
      open.add(exchange);
      res.on("close", () => closed(exchange));
      try {
        if (isStopping) throw stopping();
        checkTransport(req, deps);
        exchange.ipAddress = deps.clientAddress(req);
        admission.admitAddress(exchange.ipAddress);
        const url = req.url ?? "";
        const at = url.indexOf("?");
        const query = at < 0 ? null : new URLSearchParams(url.slice(at));
        const identity = identify(exchange, query);
        if (identity instanceof Promise) {
          identity.then(
            (found) => admit(exchange, query, found),
            (error: unknown) => refuseStranger(exchange, error),
          );
        } else admit(exchange, query, identity);
      } catch (error) {
        refuseStranger(exchange, error);
      }
    },
    close() {
      cancelSweep();
      gateway.stopHolding();
      isStopping = true;
      trails.close();
      for (const stream of listens.values()) stream.end();
      const idle = new Promise<void>((resolve) => {
        whenIdle = resolve;
        if (open.size === 0) resolve();
      });
      clock.after(limits.stopGraceMs, () => open.forEach(interrupt));
      return Promise.all([sessions.suspend(now()), idle]).then(() => {});
    },
    recheckAddresses(workspaceId) {
      open.forEach((exchange) => {
        const caller = exchange.client?.caller;
        if (caller?.principal.workspaceId !== workspaceId) return;
        if (admission.isAddressAllowed(workspaceId, caller.ipAddress)) return;
        if (exchange.req.method === "GET" || listens.has(exchange)) endStream(exchange);
        else exchange.cancel();
      });
    },
    sessionCount: (workspaceId) => sessions.size(workspaceId),
  };
}

/** How late the store may be in what it knows of the use of sessions. */
const TOUCH_EVERY_MS = 60_000;

const stopping = (): WireError =>
  new WireError(503, -32000, "Core is stopping.", { headers: { "retry-after": "3", connection: "close" } });

/** Core cannot wait any longer. Who hears a stream is told how it ends; who does not can ask the next process. */
function interrupt(exchange: Exchange): void {
  if (exchange.isStream && exchange.keeper) exchange.sendError(INTERRUPTED);
  exchange.cancel(interruption());
}

/** Nobody says so when a time is over: a token's, or that of a principal. */
const isOver = ({ caller }: GatewayClient, at: number): boolean =>
  hasExpired(caller.credential, at) || !isActive(caller.principal, at);

const bodyTooSlow = (): WireError =>
  toWireError(new CoreError("request.timeout", "The body did not arrive in time."), "legacy", null);
