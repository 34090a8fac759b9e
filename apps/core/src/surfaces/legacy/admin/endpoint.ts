import type { IncomingMessage } from "node:http";
import type { adminWire } from "@peta/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CoreError } from "../../../errors.ts";
import type { AuditRecorder } from "../../../modules/audit/audit-entry.ts";
import type { StrangerRefusal } from "../../../modules/gateway/index.ts";
import type { OpenLegacyEnvelope } from "../../../modules/legacy/index.ts";
import type { Log } from "../../../modules/log.ts";
import type { AdmitAddress, AdmitRequest, IsAddressAllowed } from "../../../modules/network/admission.ts";
import { addressRefused } from "../../../modules/network/index.ts";
import type { TokenIdentity } from "../../../modules/principals/authenticate-token.ts";
import { type Caller, canAdminister } from "../../../modules/principals/principal.ts";
import { announcedBytes, createBodyBudget } from "../../http/body-budget.ts";
import { IDENTITY_HOLDS_MS } from "../../http/identity-holds.ts";
import { limitStranger } from "../../http/limit-stranger.ts";
import { eachHeader, rateLimitHeaders, refusalHeaders } from "../../http/rate-limit-headers.ts";
import { recordRefusal } from "../../record-refusal.ts";
import { createActionTable } from "./action-table.ts";
import type { AdminContext } from "./action.ts";
import type { AdminDeps } from "./deps.ts";
import { createDispatch } from "./dispatch.ts";
import { toAdminFailure, toAuthFailure } from "./map-error.ts";
import { readRequest } from "./read-request.ts";
import { readToken } from "./read-token.ts";

export interface AdminEndpointDeps extends AdminDeps {
  /** Opaque tokens only: no OAuth client decides for an administrator. */
  authenticateToken: (token: string) => TokenIdentity | Promise<TokenIdentity>;
  openEnvelope: OpenLegacyEnvelope;
  admitAddress: AdmitAddress;
  admitRequest: AdmitRequest;
  isAddressAllowed: IsAddressAllowed;
  /** Counts requests without a token. Throws request.rate_limited. */
  admitStranger: (ipAddress: string | null) => void;
  clientAddress: (request: IncomingMessage) => string | null;
  onRefusedStranger: (refusal: StrangerRefusal) => void;
  audit: AuditRecorder;
  now: () => number;
  log: Log;
}

/** Skills came as ZIP files in JSON. */
const MAX_BODY_BYTES = 15 * 1024 * 1024;

/**
 * `POST /admin`: an action code and its data. First the authentication layer, with an answer of its own form and before
 * the body is read; then the envelope, and the action of the table.
 */
export async function mountAdmin(root: FastifyInstance, deps: AdminEndpointDeps): Promise<void> {
  const { log, now } = deps;
  const dispatch = createDispatch(createActionTable(deps));
  const contexts = new WeakMap<FastifyRequest, AdminContext & { token: string; at: number }>();
  const bodies = createBodyBudget(MAX_BODY_BYTES);

  const findCaller = async (token: string, ipAddress: string | null): Promise<Caller> => {
    const { principal, tokenId, tokenHash } = await deps.authenticateToken(token);
    return { principal, credential: { kind: "token", tokenId, tokenHash }, channel: "api", ipAddress };
  };
  const requireAdministrator = ({ principal }: Caller): void => {
    if (!canAdminister(principal))
      throw new CoreError("auth.forbidden", "Only an Owner or an Admin may use this endpoint.");
  };

  /** Who asks, now that the body is here; null: nobody does. Throws what ended their rights meanwhile. */
  const contextNow = async (request: FastifyRequest): Promise<AdminContext | null> => {
    const known = contexts.get(request);
    if (!known) return null;
    if (now() - known.at <= IDENTITY_HOLDS_MS) return known;
    const caller = await findCaller(known.token, deps.clientAddress(request.raw));
    if (!deps.isAddressAllowed(caller.principal.workspaceId, caller.ipAddress)) throw addressRefused(caller.ipAddress);
    requireAdministrator(caller);
    return { ...known, caller };
  };

  const refuseAtTheDoor = (reply: FastifyReply, error: unknown): FastifyReply => {
    eachHeader(refusalHeaders(error, now()), (name, value) => reply.header(name, value));
    const { status, body } = toAuthFailure(error, now());
    if (status === 401) reply.header("www-authenticate", 'Bearer realm="peta"');
    if (status >= 500)
      log.error({ err: error, requestId: reply.request.id }, "an /admin request could not be admitted");
    return reply.code(status).send(body);
  };

  const authenticate = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const ipAddress = deps.clientAddress(request.raw);
    const at = now();
    let caller: Caller | null = null;
    try {
      deps.admitAddress(ipAddress);
      const token = readToken(request.raw);
      if (token === null) {
        deps.admitStranger(ipAddress);
        limitStranger(request.headers);
        return undefined;
      }
      caller = await findCaller(token, ipAddress);
      const verdict = deps.admitRequest({ principal: caller.principal, ipAddress, wire: "api" });
      eachHeader(rateLimitHeaders(verdict, now()), (name, value) => reply.header(name, value));
      requireAdministrator(caller);
      reply.raw.once("close", () => bodies.release(request));
      bodies.hold(request, caller.principal.id, announcedBytes(request.headers, MAX_BODY_BYTES));
      contexts.set(request, { caller, open: (text) => deps.openEnvelope(text, token), token, at });
      return undefined;
    } catch (error) {
      if (error instanceof CoreError && error.code === "request.too_large") throw error;
      if (caller) await recordRefusal(deps.audit, caller, "admin", error);
      else if (error instanceof CoreError && error.code.startsWith("auth."))
        deps.onRefusedStranger({ errorCode: error.code, reason: error.message, ipAddress, channel: "api" });
      return refuseAtTheDoor(reply, error);
    }
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const ipAddress = deps.clientAddress(request.raw);
    let context: AdminContext | null;
    try {
      context = await contextNow(request);
    } catch (error) {
      await recordRefusal(deps.audit, contexts.get(request)?.caller, "admin", error);
      return refuseAtTheDoor(reply, error);
    }
    const asked = readRequest(request.body as Buffer | undefined);
    const action = asked && dispatch.find(asked.action);
    if (!context && !(action && dispatch.isPublic(action, asked.data))) {
      const error = new CoreError("auth.required", "An access token is needed. Send `Authorization: Bearer <token>`.");
      deps.onRefusedStranger({ errorCode: error.code, reason: error.message, ipAddress, channel: "api" });
      return refuseAtTheDoor(reply, error);
    }
    if (!asked || !action) {
      const message = asked
        ? `There is no action ${asked.action}.`
        : "The body must read { action: <number>, data?: <object> }.";
      return reply.code(400).send(toAdminFailure(new CoreError("request.malformed", message)));
    }
    try {
      const data = await dispatch.run(action, { context, ipAddress }, asked.data);
      return { success: true, data: data ?? {} } satisfies adminWire.AdminSuccess;
    } catch (error) {
      await recordRefusal(deps.audit, context?.caller, `admin/${action.name}`, error);
      if (!(error instanceof CoreError))
        log.error({ err: error, action: action.name, requestId: request.id }, "an /admin action failed");
      else log.debug({ action: action.name, code: error.code, detail: error.detail }, "an /admin action was refused");
      eachHeader(refusalHeaders(error, now()), (name, value) => reply.header(name, value));
      return reply.code(500).send(toAdminFailure(error, action.errors));
    }
  };

  await root.register(async (app) => {
    // Whatever the content type says: an answer in the envelope is worth more than a page of the framework's.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    app.setErrorHandler((error, request, reply) => {
      const isTooLarge =
        (error as { statusCode?: unknown }).statusCode === 413 ||
        (error instanceof CoreError && error.code === "request.too_large");
      if (isTooLarge)
        return reply
          .code(413)
          .send(toAdminFailure(new CoreError("request.too_large", "The body is too large for this endpoint.")));
      if (error instanceof CoreError && error.code.startsWith("auth.")) return refuseAtTheDoor(reply, error);
      log.error({ err: error, requestId: request.id }, "an /admin request failed");
      return reply.code(500).send(toAdminFailure(error));
    });
    app.post("/admin", { onRequest: authenticate, bodyLimit: MAX_BODY_BYTES }, answer);
  });
}
