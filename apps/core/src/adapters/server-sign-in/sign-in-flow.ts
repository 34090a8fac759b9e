import { CoreError } from "../../errors.ts";
import { loadOnce } from "../../modules/load-once.ts";
import type { Log } from "../../modules/log.ts";
import type { SignInFlow } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { Clock } from "../clock.ts";
import type { AddressGuard } from "../mcp-client/http/guard-address.ts";
import { beginSignIn, memoSchema } from "./begin-sign-in.ts";
import { finishSignIn } from "./finish-sign-in.ts";
import { createGuardedFetch, type GuardedFetchOptions } from "./guarded-fetch.ts";
import { obtainToken } from "./obtain-token.ts";
import { createRefusedClients } from "./refused-clients.ts";
import { renewTokens } from "./renew-tokens.ts";
import { revokeTokens } from "./revoke-tokens.ts";
import { hostOf, signInFailed } from "./sign-in-errors.ts";
import { createSignInGuard } from "./sign-in-guard.ts";
import type { Tools } from "./tools.ts";

const ERRAND_MS = 30_000;
const REVOKE_MS = 5_000;

export interface SignInFlowDeps {
  clock: Clock;
  log: Log;
  userAgent: string;
  /** In place of the one that goes by where the server is. */
  guard?: AddressGuard;
}

/**
 * OAuth 2.1 towards the authorization servers of MCP servers. What it is done with is loaded by the first errand: most
 * servers want no sign-in, and an idle Core has nothing of it in memory.
 */
export function createSignInFlow({ clock, log, userAgent, guard: only }: SignInFlowDeps): SignInFlow {
  const libraries = loadOnce(async () => ({
    sdk: await import("@modelcontextprotocol/client"),
    undici: await import("undici"),
  }));
  const guardFor = createSignInGuard();
  const refused = createRefusedClients();
  const closed = new AbortController();

  /** One errand, with sockets of its own and an end. */
  async function errand<T>(
    server: GuardedFetchOptions["server"],
    run: (tools: Tools) => Promise<T>,
    timeoutMs = ERRAND_MS,
  ): Promise<T> {
    const { sdk, undici } = await libraries.get();
    const guard = only ?? (await guardFor(server.url));
    const time = new AbortController();
    const signal = AbortSignal.any([closed.signal, time.signal]);
    const http = createGuardedFetch(undici, { guard, clock, userAgent, server, signal });
    const late = new CoreError("server.unreachable", `The sign-in was not answered within ${timeoutMs / 1000} s.`);
    const takeBack = clock.after(timeoutMs, () => time.abort(late));
    try {
      return await run({ sdk, fetch: http.fetch, clock });
    } finally {
      takeBack();
      await http.close();
    }
  }

  return {
    begin: (request) => errand(request.launch, (tools) => beginSignIn(tools, request, refused)),
    async finish(pending, answer) {
      const memo = memoSchema.safeParse(pending.memo).data;
      if (memo === undefined) throw signInFailed("This sign-in began with another version of Core. Begin again.");
      const server = { url: memo.serverUrl, tls: memo.tls ?? undefined };
      return errand(server, (tools) => finishSignIn(tools, pending, memo, answer, refused));
    },
    obtain: (request) => errand(request.launch, (tools) => obtainToken(tools, request)),
    renew: (credentials, request) =>
      errand(request.launch, (tools) => renewTokens(tools, credentials, request, refused)),
    async revoke(credentials, request) {
      const issuer = hostOf(credentials.issuer);
      try {
        const taken = await errand(request.launch, (tools) => revokeTokens(tools, credentials, request), REVOKE_MS);
        log.info({ issuer, taken }, "gave the tokens of a server back to its authorization server");
      } catch (error) {
        const why = error instanceof CoreError ? error.message : "it cannot be asked";
        log.warn({ issuer, why }, "could not give the tokens of a server back; they end by themselves");
      }
    },
    async close() {
      closed.abort(new CoreError("server.unreachable", "Core is stopping."));
    },
  };
}
