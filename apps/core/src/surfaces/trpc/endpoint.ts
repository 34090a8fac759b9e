import type { IncomingMessage } from "node:http";
import { CSRF_HEADER } from "@peta/contract";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CoreError } from "../../errors.ts";
import type { StrangerRefusal } from "../../modules/gateway/index.ts";
import type { Log } from "../../modules/log.ts";
import { addressRefused } from "../../modules/network/index.ts";
import type { AuthenticateBearer, BearerIdentity } from "../../modules/principals/bearer.ts";
import { type Caller, isActive } from "../../modules/principals/principal.ts";
import { announcedBytes, createBodyBudget } from "../http/body-budget.ts";
import { limitStranger } from "../http/limit-stranger.ts";
import { IDENTITY_HOLDS_MS } from "../http/identity-holds.ts";
import { eachHeader, rateLimitHeaders, refusalHeaders } from "../http/rate-limit-headers.ts";
import { readAuthorization } from "../http/read-bearer.ts";
import type { SessionCookie } from "../http/session-cookie.ts";
import { type AppRouter, createAppRouter } from "./app-router.ts";
import type { TrpcDeps } from "./deps.ts";
import { toTrpcError } from "./map-error.ts";
import { recordRefusal } from "../record-refusal.ts";
import type { TrpcContext } from "./trpc.ts";

export interface TrpcEndpointDeps extends TrpcDeps {
  /** Opaque tokens, and OAuth tokens of the user's own API; one for the MCP endpoint is refused here. */
  authenticate: AuthenticateBearer;
  cookie: SessionCookie;
  clientAddress: (request: IncomingMessage) => string | null;
  now: () => number;
  log: Log;
  /** Hears of requests whose credential was refused. */
  onRefusedStranger: (refusal: StrangerRefusal) => void;
}

/**
 * Requests that ride on a cookie must come from our own pages: the browser says where they come from, and those that
 * change something carry a header that no form and no image can send (A61).
 */
function requireOwnPage(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  const isForeign = site !== undefined && site !== "same-origin" && site !== "none";
  if (isForeign || (request.method !== "GET" && request.headers[CSRF_HEADER] === undefined)) {
    throw new CoreError(
      "auth.origin_refused",
      `Requests with a session cookie must come from the Console itself and carry the header ${CSRF_HEADER}.`,
    );
  }
}

/**
 * Which application it is, for people who read the record. Desk alone gets an OAuth token for this API; whoever holds
 * another token can only say that they are the command line, which is no more than a token is (A54).
 */
const channelOf = ({ headers }: FastifyRequest, { kind }: BearerIdentity["credential"]): Caller["channel"] => {
  if (kind === "oauth") return "desk";
  return headers["x-peta-client"] === "cli" ? "cli" : "api";
};

/** Finds who asks: an access token, or the Console's session cookie, never both (A6). */
async function findCaller(
  deps: TrpcEndpointDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller | null> {
  const token = readAuthorization(request.headers.authorization, request.raw);
  const secret = deps.cookie.read(request.headers.cookie);
  if (token !== null && secret !== null)
    throw new CoreError("auth.ambiguous_credentials", "Send an access token or a session cookie, not both.");
  if (token !== null) {
    const { principal, credential } = await deps.authenticate(token, "user");
    return {
      principal,
      credential,
      channel: channelOf(request, credential),
      ipAddress: deps.clientAddress(request.raw),
    };
  }
  if (secret === null) return null;
  requireOwnPage(request);
  const found = await deps.principals.validateConsoleSession(secret);
  if (!found || !isActive(found.principal, deps.now())) return null;
  if (found.renewed) reply.header("set-cookie", deps.cookie.write({ secret, expiresAt: found.session.expiresAt }));
  return {
    principal: found.principal,
    credential: { kind: "console_session", sessionId: found.session.ref },
    channel: "console",
    ipAddress: deps.clientAddress(request.raw),
  };
}

const MAX_BATCH_SIZE = 20;

/** Lets a known caller in, or throws. A batch counts as the calls that it holds. */
function admit(deps: TrpcEndpointDeps, request: FastifyRequest, reply: FastifyReply, caller: Caller): void {
  const path = request.url.split("?", 1)[0] ?? "";
  const cost = Math.min(path.split(/,|%2c/i).length, MAX_BATCH_SIZE);
  const { principal, ipAddress } = caller;
  const verdict = deps.network.admitRequest({ principal, ipAddress, wire: "api", cost });
  eachHeader(rateLimitHeaders(verdict, deps.now()), (name, value) => reply.header(name, value));
}

/** Who asks, found before the body is read; or why that failed. */
interface Found {
  at: number;
  caller: Caller | null;
  error: Error | null;
}

/** The typed API at `/trpc`. */
export async function mountTrpc(root: FastifyInstance, deps: TrpcEndpointDeps): Promise<void> {
  await root.register(async (app) => mountRouter(app, deps));
}

async function mountRouter(app: FastifyInstance, deps: TrpcEndpointDeps): Promise<void> {
  const found = new WeakMap<FastifyRequest, Found>();
  const largestBody = app.initialConfig.bodyLimit ?? 0;
  const bodies = createBodyBudget(largestBody);
  app.addHook("onRequest", async (request, reply) => {
    const at = deps.now();
    try {
      deps.network.admitAddress(deps.clientAddress(request.raw));
      const caller = await findCaller(deps, request, reply);
      if (caller !== null) admit(deps, request, reply, caller);
      found.set(request, { at, caller, error: null });
    } catch (error) {
      found.set(request, { at, caller: null, error: error as Error });
      eachHeader(refusalHeaders(error, deps.now()), (name, value) => reply.header(name, value));
      if (error instanceof CoreError && error.code.startsWith("auth.")) {
        const ipAddress = deps.clientAddress(request.raw);
        deps.onRefusedStranger({ errorCode: error.code, reason: error.message, ipAddress, channel: "api" });
      }
    }
    const known = found.get(request)?.caller;
    if (!known) return limitStranger(request.headers);
    reply.raw.once("close", () => bodies.release(request));
    bodies.hold(request, known.principal.id, announcedBytes(request.headers, largestBody));
  });
  /** Who asks, now that the body is here. Throws or rejects with what ended their rights meanwhile. */
  const callerNow = async ({ at, caller }: Found, request: FastifyRequest, reply: FastifyReply) => {
    if (caller === null || deps.now() - at <= IDENTITY_HOLDS_MS) return caller;
    const again = await findCaller(deps, request, reply);
    if (again && !deps.network.isAddressAllowed(again.principal.workspaceId, again.ipAddress))
      throw addressRefused(again.ipAddress);
    return again;
  };
  const createContext = async ({ req, res }: { req: FastifyRequest; res: FastifyReply }): Promise<TrpcContext> => {
    const known = found.get(req) ?? { at: deps.now(), caller: null, error: null };
    if (known.error !== null) throw known.error instanceof CoreError ? toTrpcError(known.error) : known.error;
    try {
      return {
        caller: await callerNow(known, req, res),
        requestId: req.id,
        ipAddress: deps.clientAddress(req.raw),
        userAgent: req.headers["user-agent"] ?? null,
        isSetUp: await deps.installation.isSetUp(),
        setSessionCookie: (session) => void res.header("set-cookie", deps.cookie.write(session)),
      };
    } catch (cause) {
      throw cause instanceof CoreError ? toTrpcError(cause) : cause;
    }
  };
  await app.register(fastifyTRPCPlugin, {
    prefix: "/trpc",
    trpcOptions: {
      router: createAppRouter(deps),
      createContext,
      maxBatchSize: MAX_BATCH_SIZE,
      onError({ error, path, req, ctx }) {
        // The refusal itself does not wait for its record: nothing was done that must not happen unrecorded.
        recordRefusal(deps.audit.recorder, ctx?.caller, path, error.cause).catch((err: unknown) =>
          deps.log.error({ requestId: req.id, path, err }, "a refusal could not be recorded"),
        );
        const fields = {
          requestId: req.id,
          path,
          code: error.cause instanceof CoreError ? error.cause.code : error.code,
        };
        if (error.code === "INTERNAL_SERVER_ERROR")
          deps.log.error({ ...fields, err: error.cause ?? error }, "an API request failed");
        else
          deps.log.debug(
            { ...fields, detail: error.cause instanceof CoreError ? error.cause.detail : undefined },
            "an API request was refused",
          );
      },
    } satisfies FastifyTRPCPluginOptions<AppRouter>["trpcOptions"],
  });
}
