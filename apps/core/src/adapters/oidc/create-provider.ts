import type { EventEmitter } from "node:events";
import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import type { Log } from "../../modules/log.ts";
import { isRegisteredRedirect } from "../../modules/oauth/redirect-uri.ts";
import { equalSecrets } from "../crypto/constant-time.ts";
import { currentRequest } from "./request-context.ts";
import { type ProviderSettings, providerSettings, SESSION_COOKIE } from "./provider-settings.ts";
import type { OidcStorage } from "./storage.ts";
import { withholdRedirect } from "./withhold-redirect.ts";

/** Where the library's own words tell nobody what to do. What exactly was wrong with a grant stays in the log. */
const IN_OUR_WORDS: Readonly<Record<string, string>> = {
  server_error: "Something went wrong inside Core. The log has the details.",
  invalid_grant: "The code, refresh token or verifier is wrong, used, expired, or was given to another client.",
};

function inOurWords(body: unknown): void {
  const answer = body as { error?: string; error_description?: string } | null | undefined;
  const words = IN_OUR_WORDS[answer?.error ?? ""];
  if (answer && words !== undefined) answer.error_description = words;
}

/** The library's own session leaves with no answer. */
function forgetSession(response: {
  get(name: string): unknown;
  set(name: string, value: string[]): void;
  remove(name: string): void;
}) {
  const cookies = [response.get("set-cookie")].flat().filter((cookie) => typeof cookie === "string");
  response.remove("set-cookie");
  const kept = cookies.filter((cookie) => cookie !== "" && !cookie.startsWith(SESSION_COOKIE));
  if (kept.length > 0) response.set("set-cookie", kept);
}

/** The token in this answer is on record before it leaves. */
async function recordIssued(oidc: KoaContextWithOIDC["oidc"], storage: OidcStorage): Promise<void> {
  const { AccessToken, ClientCredentials, Client } = oidc.entities;
  const token = AccessToken ?? ClientCredentials;
  if (!token || !Client) return;
  const principalId = AccessToken?.accountId ?? (await storage.findClient(Client.clientId))?.principalId ?? "";
  await storage.tokenEvents.tokenIssued({
    client: { id: Client.clientId, name: Client.clientName ?? Client.clientId },
    principalId,
    grantType: String(oidc.params?.grant_type),
    scopes: token.scope?.split(" ") ?? [],
    resource: typeof token.aud === "string" ? token.aud : null,
    grantId: AccessToken?.grantId ?? null,
    ipAddress: currentRequest().ipAddress,
  });
}

/** The library, set up, with the few things of it that are ours: redirect addresses, secrets, sessions, records. */
export function createProvider(settings: ProviderSettings, log: Log): Provider {
  const { storage } = settings;
  const provider = new Provider(settings.resources.issuer, providerSettings(settings));
  // The scheme is what `libraryRequest` says, not what a client does.
  provider.proxy = true;
  Object.assign(provider.Client.prototype, {
    redirectUriAllowed(this: { redirectUris?: string[] }, uri: string) {
      return isRegisteredRedirect(this.redirectUris ?? [], uri);
    },
    compareClientSecret(this: { clientSecret?: string }, secret: string) {
      return this.clientSecret !== undefined && equalSecrets(this.clientSecret, storage.hash(secret));
    },
  });

  const onError = (error: unknown): void => log.error({ err: error }, "the authorization server failed");
  provider.on("server_error", (_ctx, error) => onError(error));
  // koa's own, which the library's types leave out.
  (provider as EventEmitter).on("error", onError);
  provider.use(async (ctx, next) => {
    await next();
    forgetSession(ctx.response);
    await withholdRedirect(ctx as KoaContextWithOIDC, settings);
    const oidc = (ctx as { oidc?: KoaContextWithOIDC["oidc"] }).oidc;
    if (oidc?.route === "token" && ctx.status === 200) {
      try {
        await recordIssued(oidc, storage);
      } catch (error) {
        onError(error);
        ctx.status = 503;
        ctx.body = { error: "temporarily_unavailable", error_description: "Core cannot record this now. Try again." };
      }
    }
    inOurWords(ctx.body);
  });
  return provider;
}
