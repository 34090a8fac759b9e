import type { IncomingMessage } from "node:http";
import { userRequestSchema, type UserResponse } from "@peta/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CoreError } from "../../../errors.ts";
import type { AuditRecorder } from "../../../modules/audit/audit-entry.ts";
import type { StrangerRefusal } from "../../../modules/gateway/index.ts";
import type { Log } from "../../../modules/log.ts";
import { addressRefused } from "../../../modules/network/index.ts";
import type { AdmitAddress, AdmitRequest, IsAddressAllowed } from "../../../modules/network/admission.ts";
import type { AuthenticateBearer } from "../../../modules/principals/bearer.ts";
import type { Caller } from "../../../modules/principals/principal.ts";
import { announcedBytes, createBodyBudget } from "../../http/body-budget.ts";
import { IDENTITY_HOLDS_MS } from "../../http/identity-holds.ts";
import { eachHeader, rateLimitHeaders, refusalHeaders } from "../../http/rate-limit-headers.ts";
import { challenge, readBearer } from "../../http/read-bearer.ts";
import { recordRefusal } from "../../record-refusal.ts";
import type { UserOperations } from "../user-operations.ts";
import { createUserActions } from "./actions.ts";
import { toUserError } from "./map-error.ts";

export interface UserEndpointDeps {
  operations: UserOperations;
  authenticate: AuthenticateBearer;
  admitAddress: AdmitAddress;
  admitRequest: AdmitRequest;
  isAddressAllowed: IsAddressAllowed;
  clientAddress: (request: IncomingMessage) => string | null;
  /** Where the metadata of this protected resource is (RFC 9728). */
  resourceMetadataUrl: (request: IncomingMessage) => string;
  onRefusedStranger: (refusal: StrangerRefusal) => void;
  audit: AuditRecorder;
  now: () => number;
  log: Log;
}

/** A whole capability tree is sent back by some applications. */
const MAX_BODY_BYTES = 1024 * 1024;

const queryOf = (url: string | undefined): URLSearchParams | null => {
  const at = url?.indexOf("?") ?? -1;
  return url === undefined || at < 0 ? null : new URLSearchParams(url.slice(at));
};

/**
 * `POST /user`: one action code and its data, for whoever holds a token of the user API. Who asks is found before the
 * body is read.
 */
export async function mountUser(root: FastifyInstance, deps: UserEndpointDeps): Promise<void> {
  const actions = createUserActions(deps.operations);
  const callers = new WeakMap<FastifyRequest, { caller: Caller; at: number }>();
  const asked = new WeakMap<FastifyRequest, number>();
  const bodies = createBodyBudget(MAX_BODY_BYTES);

  const findCaller = async ({ raw }: FastifyRequest): Promise<Caller> => {
    const { principal, credential } = await deps.authenticate(readBearer(raw, queryOf(raw.url)), "user");
    return { principal, credential, channel: "api", ipAddress: deps.clientAddress(raw) };
  };

  /** Who asks, now that the body is here. Throws or rejects with what ended their rights meanwhile. */
  const callerNow = async (request: FastifyRequest): Promise<Caller> => {
    const known = callers.get(request);
    if (!known) throw new CoreError("internal.error", "Nobody was found behind this request.");
    if (deps.now() - known.at <= IDENTITY_HOLDS_MS) return known.caller;
    const caller = await findCaller(request);
    if (!deps.isAddressAllowed(caller.principal.workspaceId, caller.ipAddress)) throw addressRefused(caller.ipAddress);
    return caller;
  };

  const authenticate = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const ipAddress = deps.clientAddress(request.raw);
    const at = deps.now();
    try {
      deps.admitAddress(ipAddress);
      const caller = await findCaller(request);
      const verdict = deps.admitRequest({ principal: caller.principal, ipAddress, wire: "api" });
      eachHeader(rateLimitHeaders(verdict, deps.now()), (name, value) => reply.header(name, value));
      reply.raw.once("close", () => bodies.release(request));
      bodies.hold(request, caller.principal.id, announcedBytes(request.headers, MAX_BODY_BYTES));
      callers.set(request, { caller, at });
    } catch (error) {
      if (error instanceof CoreError && error.code.startsWith("auth."))
        deps.onRefusedStranger({ errorCode: error.code, reason: error.message, ipAddress, channel: "api" });
      throw error;
    }
  };

  const answer = async (request: FastifyRequest): Promise<UserResponse> => {
    const caller = await callerNow(request);
    const parsed = userRequestSchema.safeParse(request.body);
    if (!parsed.success)
      throw new CoreError("input.invalid", "The body must read `{ action: <number>, data?: <object> }`.");
    const { action } = parsed.data;
    asked.set(request, action);
    const row = actions.get(action);
    if (!row) throw new CoreError("request.unsupported", `There is no action ${action} here.`);
    return { success: true, data: await row.run(caller, parsed.data.data) };
  };

  await root.register(async (app) => {
    app.setErrorHandler((error, request, reply) => {
      const refusal = asRefusal(error);
      if (!(refusal instanceof CoreError))
        deps.log.error({ err: error, requestId: request.id }, "a /user request failed");
      recordRefusal(deps.audit, callers.get(request)?.caller, "user", refusal).catch((err: unknown) =>
        deps.log.error({ err, requestId: request.id }, "a refusal could not be recorded"),
      );
      eachHeader(refusalHeaders(refusal, deps.now()), (name, value) => reply.header(name, value));
      const { http, body } = toUserError(refusal, asked.get(request));
      if (http === 401 && refusal instanceof CoreError)
        reply.header("www-authenticate", challenge(refusal, deps.resourceMetadataUrl(request.raw)));
      return reply.code(http).send(body);
    });
    app.route({ method: "POST", url: "/user", onRequest: authenticate, bodyLimit: MAX_BODY_BYTES, handler: answer });
  });
}

/** What the framework refuses by itself, in words of ours. */
function asRefusal(error: unknown): unknown {
  if (error instanceof CoreError) return error;
  const status = (error as { statusCode?: unknown }).statusCode;
  if (status === 413) return new CoreError("request.too_large", `The body is larger than ${MAX_BODY_BYTES} bytes.`);
  if (typeof status === "number" && status >= 400 && status < 500)
    return new CoreError("request.malformed", "Send the request as JSON, with the content type application/json.");
  return error;
}
