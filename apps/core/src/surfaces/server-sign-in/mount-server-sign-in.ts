import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply } from "fastify";
import { CoreError } from "../../errors.ts";
import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../../modules/log.ts";
import type { AdmitAddress } from "../../modules/network/admission.ts";
import { createRequestRate } from "../../modules/network/request-rate.ts";
import type { ServersModule } from "../../modules/servers/index.ts";
import { SIGN_IN_PATHS } from "../../modules/servers/sign-in/sign-in-addresses.ts";
import { createBrowserCookie } from "./browser-cookie.ts";
import { clientMetadata } from "./client-metadata.ts";
import { BROKEN, PAGE_HEADERS, type Page, pageForFinished, pageForRefused, RATE_LIMITED, toHtml } from "./pages.ts";

export interface ServerSignInSurfaceDeps {
  signIn: ServersModule["signInPages"];
  /** As browsers reach Core; empty until it listens. */
  publicUrl: () => string;
  clientAddress: (request: IncomingMessage) => string | null;
  admitAddress: AdmitAddress;
  clock: Clock;
  log: Log;
}

/** A person signs in now and then; whoever guesses asks far more often, and is stopped alone. */
const RATE = { windowMs: 60_000, perAddress: 60, altogether: Number.POSITIVE_INFINITY };

/**
 * Where people set out to the authorization server of an MCP server, and where they come back to. Nobody is signed in
 * here: what counts is the secret in the address, and the cookie of the browser that opened it first.
 */
export async function mountServerSignIn(root: FastifyInstance, deps: ServerSignInSurfaceDeps): Promise<void> {
  const rate = createRequestRate(deps.clock, RATE);
  const cookie = () => createBrowserCookie(deps.publicUrl().startsWith("https:"));
  const show = (reply: FastifyReply, page: Page): FastifyReply =>
    reply.code(page.status).headers(PAGE_HEADERS).send(toHtml(page));

  await root.register(async (app) => {
    app.addHook("onRequest", async (request) => {
      const address = deps.clientAddress(request.raw);
      deps.admitAddress(address);
      rate.enter(address);
    });
    app.setErrorHandler((error, request, reply) => {
      if (error instanceof CoreError && error.code === "request.rate_limited") return show(reply, RATE_LIMITED);
      if (error instanceof CoreError && error.code === "network.address_refused")
        return show(reply, { status: 403, title: "Not from here", text: error.message });
      deps.log.error({ err: error, requestId: request.id }, "a sign-in to a server failed");
      return show(reply, BROKEN);
    });

    app.get<{ Params: { state: string } }>(
      `${SIGN_IN_PATHS.go}/:state`,
      // A preview of the address is no browser that sets out.
      { exposeHeadRoute: false },
      (request, reply) => {
        const { state } = request.params;
        const opened = deps.signIn.open(state, cookie().read(request.headers.cookie, state));
        if (typeof opened === "string") return show(reply, pageForRefused(opened));
        return reply
          .code(303)
          .headers({
            "cache-control": "no-store",
            "set-cookie": cookie().write(state, opened.browser),
            location: opened.authorizationUrl,
          })
          .send();
      },
    );

    app.get(SIGN_IN_PATHS.callback, { exposeHeadRoute: false }, async (request, reply) => {
      const query = new URL(request.url, "http://core").searchParams;
      // RFC 6749, section 3.1: no parameter more than once. One that is says nothing, which is not as if it were absent.
      const read = (name: string): string | null => {
        const [value = null, ...more] = query.getAll(name);
        return more.length === 0 ? value : "";
      };
      const state = read("state") ?? "";
      const browser = cookie().read(request.headers.cookie, state);
      const answer = { state, code: read("code"), error: read("error"), issuer: read("iss") };
      const finished = await deps.signIn.finish(answer, browser, deps.clientAddress(request.raw));
      if (browser !== null) reply.header("set-cookie", cookie().write(state, null));
      return show(reply, pageForFinished(finished));
    });

    app.get(SIGN_IN_PATHS.client, (request, reply) => {
      const metadata = clientMetadata(deps.publicUrl());
      if (metadata) return reply.header("cache-control", "public, max-age=300").send(metadata);
      return reply.code(404).send({
        error: { code: "request.unsupported", message: "Core describes itself under an https address only." },
        requestId: request.id,
      });
    });
  });
}
