import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from "fastify";
import { CoreError, toPublicError } from "../../errors.ts";
import type { Log } from "../../modules/log.ts";
import type { BodyRequest, HttpResponse } from "./http-message.ts";
import { http } from "./node-http.ts";
import { putLaneBefore } from "./lane/put-lane-before.ts";
import { type HostGuard, requireKnownHost } from "./host-guard.ts";
import { DATA_POLICY, SECURITY_HEADERS } from "./security-headers.ts";

export interface HttpFrontDeps {
  tls: { cert: Buffer; key: Buffer } | null;
  maxBodyBytes: number;
  guard: HostGuard;
  log: Log & FastifyBaseLogger;
  newRequestId: () => string;
  /** What stands behind it in a path is a secret, and stays out of the log. */
  secretPath: string;
  /** Answers `/mcp` and what is below it, without fastify in between: it is the hot path. */
  handleMcp: (request: BodyRequest, response: HttpResponse) => void;
}

const isMcpPath = (url: string): boolean =>
  url.startsWith("/mcp") && (url.length === 4 || url[4] === "?" || url[4] === "/");

const noSchemas = () => () => {
  throw new Error("A route has no schema of fastify's: parse with one of the contract.");
};

export interface HttpFront {
  app: FastifyInstance;
  server: Server;
  /** Resolves when the requests under way are answered, at the latest after `withinMs`. Event streams do not count. */
  drain(withinMs: number): Promise<void>;
}

/** tRPC hands its streams over as a Response of the fetch standard. */
const isEventStream = (payload: unknown): boolean =>
  // Asked first: to name `Response` loads everything behind `fetch`.
  typeof payload === "object" &&
  payload !== null &&
  "headers" in payload &&
  payload instanceof Response &&
  (payload.headers.get("content-type") ?? "").startsWith("text/event-stream");

/** One server for every wire: `/mcp` goes straight to its own handler, everything else through fastify. */
export function createHttpFront(deps: HttpFrontDeps): HttpFront {
  let server!: Server;
  let underWay = 0;
  let isDraining = false;
  let drained = (): void => {};
  let closeLane = (): void => {};
  const app = Fastify({
    loggerInstance: deps.log,
    // The `onResponse` hook below writes the one line that we want.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: deps.maxBodyBytes,
    genReqId: deps.newRequestId,
    routerOptions: { maxParamLength: 2048 },
    // Every wire parses with the schemas of the contract; fastify's own compilers would be loaded and never asked.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // What still runs when the front closes is event streams: `drain` has waited for everything else.
    forceCloseConnections: true,
    serverFactory(handler) {
      const dispatch = (request: IncomingMessage, response: ServerResponse): void => {
        if (isMcpPath(request.url ?? "")) deps.handleMcp(request, response);
        else handler(request, response);
      };
      server = deps.tls
        ? createHttpsServer({ ...deps.tls, minVersion: "TLSv1.2" }, dispatch)
        : http.createServer(dispatch);
      server.keepAliveTimeout = 65_000;
      server.headersTimeout = 20_000;
      // A body that drips in holds memory: what is not here within half a minute is not coming.
      server.requestTimeout = 30_000;
      server.maxConnections = 10_000;
      closeLane = putLaneBefore(server, { isSecure: deps.tls !== null, isTaken: isMcpPath, handle: deps.handleMcp });
      return server;
    },
  });

  app.addHook("onRequest", async (request, reply) => {
    underWay++;
    // Also of a request whose sender went away in the middle of its body, which has no `onResponse`.
    reply.raw.once("close", () => {
      if (!streams.has(request)) isAnswered();
    });
    if (isDraining) reply.header("connection", "close");
    reply.headers(SECURITY_HEADERS).header("x-request-id", request.id);
    if (deps.tls) reply.header("strict-transport-security", "max-age=31536000");
    requireKnownHost(deps.guard, request.headers.host, request.headers.origin);
  });
  const streams = new WeakSet<FastifyRequest>();
  const isAnswered = (): void => {
    if (--underWay === 0) drained();
  };
  app.addHook("onSend", async (request, reply, payload) => {
    if (isEventStream(payload)) {
      // It lasts as long as its reader likes: from here on nobody waits for it.
      streams.add(request);
      isAnswered();
    }
    if (!reply.hasHeader("content-security-policy")) reply.header("content-security-policy", DATA_POLICY);
  });
  const pathToLog = (request: FastifyRequest): string => {
    const [path = ""] = request.url.split("?", 1);
    // The route too: a path may be written in another way.
    const isSecret = [path, request.routeOptions.url].some((one) => one?.startsWith(deps.secretPath));
    return isSecret ? deps.secretPath : path;
  };
  app.addHook("onResponse", async (request, reply) => {
    // The path only: a query may carry what a person typed.
    const path = pathToLog(request);
    const fields = {
      requestId: request.id,
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    if (path.startsWith("/trpc/")) deps.log.info(fields, "api");
    else deps.log.debug(fields, "http");
  });

  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) deps.log.error({ err: error, requestId: request.id }, "a request failed");
    const peta =
      status === 413 && !(error instanceof CoreError)
        ? { code: "request.too_large" as const, message: `The body is larger than ${deps.maxBodyBytes} bytes.` }
        : status < 500 && !(error instanceof CoreError)
          ? { code: "input.invalid" as const, message: "The request is not one that this path takes." }
          : toPublicError(error);
    return reply.code(status).send({ error: peta, requestId: request.id });
  });
  const drain = (withinMs: number): Promise<void> =>
    new Promise((resolve) => {
      isDraining = true;
      closeLane();
      if (underWay === 0) return resolve();
      const timer = setTimeout(resolve, withinMs);
      drained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  return { app, server, drain };
}

const STATUSES: Partial<Record<CoreError["code"], number>> = {
  "auth.origin_refused": 403,
  "request.too_large": 413,
  "request.rate_limited": 429,
};

function statusOf(error: unknown): number {
  if (error instanceof CoreError) return STATUSES[error.code] ?? 500;
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === "number" && status >= 400 && status < 600 ? status : 500;
}
