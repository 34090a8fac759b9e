import { CSRF_HEADER } from "@peta/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CoreError } from "../../errors.ts";
import { loadOnce } from "../../modules/load-once.ts";
import { addressRefused } from "../../modules/network/index.ts";
import type { BearerIdentity } from "../../modules/principals/bearer.ts";
import { type Caller, isActive } from "../../modules/principals/principal.ts";
import { announcedBytes, createBodyBudget } from "../http/body-budget.ts";
import { limitStranger } from "../http/limit-stranger.ts";
import { IDENTITY_HOLDS_MS } from "../http/identity-holds.ts";
import { eachHeader, rateLimitHeaders, refusalHeaders } from "../http/rate-limit-headers.ts";
import { readAuthorization } from "../http/read-bearer.ts";
import type { TrpcEndpointDeps } from "./deps.ts";

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

/** Calls in one request. */
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
  // tRPC, the procedures and what they bring along: an installation whose agents only call tools needs none of it.
  const api = loadOnce(async () =>
    (await import("./answer-request.ts")).createAnswerRequest({ ...deps, callerNow, maxBatchSize: MAX_BATCH_SIZE }),
  );
  await app.register(
    async (scope) => {
      // The body as it came: tRPC reads it.
      scope.removeContentTypeParser("application/json");
      scope.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
      scope.removeContentTypeParser("multipart/form-data");
      scope.addContentTypeParser("multipart/form-data", (_request, body, done) => done(null, body));
      scope.all<{ Params: { path: string } }>("/:path", async (request, reply) => {
        const answer = await api.get();
        await answer(request, reply, request.params.path);
      });
    },
    { prefix: "/trpc" },
  );

  /** Who asks, now that the body is here. Throws or rejects with what ended their rights meanwhile, or was wrong before. */
  async function callerNow(request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> {
    const { at, caller, error } = found.get(request) ?? { at: deps.now(), caller: null, error: null };
    if (error !== null) throw error;
    if (caller === null || deps.now() - at <= IDENTITY_HOLDS_MS) return caller;
    const again = await findCaller(deps, request, reply);
    if (again && !deps.network.isAddressAllowed(again.principal.workspaceId, again.ipAddress))
      throw addressRefused(again.ipAddress);
    return again;
  }
}
