import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CoreError } from "../../errors.ts";
import type { Log } from "../../modules/log.ts";
import type { AdmitAddress } from "../../modules/network/admission.ts";
import { interactionPath } from "../../modules/oauth/consent.ts";
import type { OAuthModule } from "../../modules/oauth/index.ts";
import { OAUTH_PATHS } from "../../modules/oauth/metadata.ts";
import type { AuthorizationServer, FormEndpoint, OAuthExchange } from "./authorization-server.ts";
import { toOAuthError } from "./map-error.ts";
import { metadataRoutes } from "./metadata-routes.ts";
import { problemPage } from "./problem-page.ts";
import { readForm, readJson, readQuery } from "./read-form.ts";

export interface OAuthSurfaceDeps {
  oauth: Pick<OAuthModule, "resources" | "canRegister" | "registerClient" | "countAuthorization" | "countExchange">;
  /** Known once Core listens: its issuer is the address. Loaded by the first request that needs it. */
  server: () => Promise<AuthorizationServer>;
  clientAddress: (request: IncomingMessage) => string | null;
  admitAddress: AdmitAddress;
  log: Log;
}

/** No request of this wire is long. */
const MAX_BODY_BYTES = 64 * 1024;

/** Paths of the former product, and the other names under which clients know these endpoints. */
const ALIASES: Readonly<Record<keyof typeof OAUTH_PATHS, readonly string[]>> = {
  authorize: ["/authorize"],
  token: ["/token"],
  register: ["/register"],
  introspect: ["/introspect", "/oauth/introspection"],
  revoke: ["/revoke", "/oauth/revocation"],
};
const pathsOf = (endpoint: keyof typeof OAUTH_PATHS): string[] => [OAUTH_PATHS[endpoint], ...ALIASES[endpoint]];

/** Hands the connection over, with the headers that every answer of Core has. */
const takeOver = (reply: FastifyReply): void => {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
};

/** The authorization server at `/oauth/*`, its metadata, and the aliases of the former product. */
export async function mountOAuth(root: FastifyInstance, deps: OAuthSurfaceDeps): Promise<void> {
  await root.register(async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    app.addHook("onRequest", async (request) => deps.admitAddress(deps.clientAddress(request.raw)));
    app.setErrorHandler((error, request, reply) => sendError(error, request, reply));
    metadataRoutes(app, deps.oauth);
    registerRoutes(app);
    formRoutes(app);
    browserRoutes(app);
  });

  function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const isTooLarge = (error as { statusCode?: number }).statusCode === 413;
    const refusal = toOAuthError(
      isTooLarge ? new CoreError("request.too_large", `The body is larger than ${MAX_BODY_BYTES} bytes.`) : error,
    );
    if (refusal.status >= 500) deps.log.error({ err: error, requestId: request.id }, "an OAuth request failed");
    reply.code(refusal.status).headers(refusal.headers);
    if (request.method !== "GET" || !request.headers.accept?.includes("text/html")) return reply.send(refusal.body);
    const page = problemPage({
      status: refusal.status,
      error: refusal.body.error,
      description: refusal.body.error_description,
    });
    return reply.headers(page.headers).type("text/html").send(page.html);
  }

  function exchangeOf(request: FastifyRequest, reply: FastifyReply): OAuthExchange {
    return { request: request.raw, response: reply.raw, ipAddress: deps.clientAddress(request.raw) };
  }

  /** What goes wrong after the connection was handed over is answered on the connection itself. */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    run: (server: AuthorizationServer, exchange: OAuthExchange) => Promise<void>,
  ): Promise<void> {
    const server = await deps.server();
    takeOver(reply);
    try {
      await run(server, exchangeOf(request, reply));
    } catch (error) {
      const { status, body } = toOAuthError(error);
      deps.log.error({ err: error, requestId: request.id }, "an OAuth request failed");
      if (!reply.raw.headersSent) reply.raw.writeHead(status, { "content-type": "application/json" });
      reply.raw.end(JSON.stringify(body));
    }
  }

  function registerRoutes(app: FastifyInstance): void {
    for (const path of pathsOf("register")) {
      app.options(path, (_request, reply) => allowPages(reply).code(204).send());
      app.post(path, async (request, reply) => {
        const metadata = readJson(bodyOf(request));
        const registered = await deps.oauth.registerClient(metadata, deps.clientAddress(request.raw));
        return allowPages(reply).code(201).header("cache-control", "no-store").send(registered);
      });
    }
  }

  function formRoutes(app: FastifyInstance): void {
    for (const endpoint of ["token", "introspect", "revoke"] as const satisfies FormEndpoint[]) {
      for (const path of pathsOf(endpoint)) {
        app.post(path, async (request, reply) => {
          deps.oauth.countExchange(deps.clientAddress(request.raw));
          const form = readForm(request.headers["content-type"], bodyOf(request));
          await answer(request, reply, (server, exchange) => server.post(exchange, endpoint, form));
        });
        app.options(path, (request, reply) =>
          answer(request, reply, (server, exchange) => server.post(exchange, endpoint, undefined)),
        );
      }
    }
  }

  function browserRoutes(app: FastifyInstance): void {
    for (const path of pathsOf("authorize"))
      app.get(path, async (request, reply) => {
        deps.oauth.countAuthorization(deps.clientAddress(request.raw));
        const query = readQuery(request.url);
        await answer(request, reply, (server, exchange) => server.authorize(exchange, query));
      });
    app.get<{ Params: { id: string } }>(`${OAUTH_PATHS.authorize}/:id`, (request, reply) =>
      answer(request, reply, (server, exchange) => server.resume(exchange, request.params.id)),
    );
    const waiting = interactionPath(":id").replace("%3A", ":");
    app.get<{ Params: { id: string } }>(waiting, (request, reply) =>
      reply.redirect(`/consent?interaction=${encodeURIComponent(request.params.id)}`, 303),
    );
    app.get<{ Params: { id: string } }>(`${waiting}/finish`, (request, reply) =>
      answer(request, reply, (server, exchange) =>
        server.finish(exchange, request.params.id, readQuery(request.url).get("ticket") ?? ""),
      ),
    );
  }
}

const bodyOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

/** The front has refused foreign origins already; what reaches this may be read by the page that asks. */
const allowPages = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
  });
