import type { IncomingMessage, ServerResponse } from "node:http";
import { errors, type Provider } from "oidc-provider";
import type { Log } from "../../modules/log.ts";
import type { AuthorizationRequestStore, ConsentDecision } from "../../modules/oauth/authorization-request.ts";
import { OAUTH_PATHS } from "../../modules/oauth/metadata.ts";
import type { OAuthResources } from "../../modules/oauth/resources.ts";
import type { Vault } from "../../modules/vault.ts";
import { createProvider } from "./create-provider.ts";
import { libraryRequest } from "./library-request.ts";
import { prepareAuthorization, prepareToken } from "./prepare-request.ts";
import type { OidcStorage } from "./storage.ts";

/** One request, as the front hands it over. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  ipAddress: string | null;
}

/** Why a person sees a page instead of being sent on. */
interface Problem {
  status: number;
  error: string;
  description: string;
}

export interface AuthorizationServerDeps {
  resources: OAuthResources;
  storage: OidcStorage;
  requests: AuthorizationRequestStore;
  vault: Vault;
  log: Log;
  /** The page for a person; whoever does not want HTML gets JSON. */
  problemPage: (problem: Problem) => { html: string; headers: Readonly<Record<string, string>> };
}

/** The address, and the browser, that a decision belongs to are not both here. */
const NOT_THIS_BROWSER: Problem = {
  status: 400,
  error: "interaction_gone",
  description: "This sign-in began in another browser, or it took too long.",
};

/**
 * The authorization server: `oidc-provider` behind four verbs. The library parses, checks and answers the protocol;
 * who is asked, what is stored and what is recorded is ours.
 */
export function createAuthorizationServer(deps: AuthorizationServerDeps) {
  const { resources, storage, vault, log } = deps;
  const provider: Provider = createProvider(
    {
      resources,
      storage,
      cookieKey: vault.deriveKey("oauth-cookies"),
      signingSeed: vault.deriveKey("oauth-signing"),
      renderError(ctx, out) {
        const problem = { status: ctx.status, error: out.error, description: out.error_description ?? "" };
        if (ctx.accepts("json", "html") !== "html") {
          ctx.body = out;
          return;
        }
        const { html, headers } = deps.problemPage(problem);
        ctx.set({ ...headers });
        ctx.type = "html";
        ctx.body = html;
      },
    },
    log,
  );
  const answer = provider.callback();
  const isSecure = resources.issuer.startsWith("https:");
  const pass = ({ request, response, ipAddress }: Exchange, url: string, form?: URLSearchParams): Promise<void> =>
    answer(libraryRequest(request, { url, isSecure, ipAddress, ...(form && { form }) }), response);

  const showProblem = ({ request, response }: Exchange, problem: Problem): void => {
    const wantsHtml = request.headers.accept?.includes("text/html") ?? false;
    const page = deps.problemPage(problem);
    const body = wantsHtml
      ? page.html
      : JSON.stringify({ error: problem.error, error_description: problem.description });
    response.writeHead(problem.status, {
      ...(wantsHtml ? page.headers : {}),
      "content-type": wantsHtml ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
      "cache-control": "no-store",
    });
    response.end(body);
  };

  /** The answer that the library goes on with: who it is, and the new grant, or that it was denied. */
  const toResult = async (clientId: string, resource: string, decision: ConsentDecision) => {
    if (!decision.isAllowed) return { error: "access_denied", error_description: "The person did not allow this." };
    const grant = new provider.Grant({ accountId: decision.principalId, clientId });
    grant.addResourceScope(resource, decision.scopes.join(" "));
    return {
      login: { accountId: decision.principalId, remember: false },
      consent: { grantId: await grant.save() },
    };
  };

  return {
    /** `GET /oauth/authorize`: checks the request and sends the browser to the page where a person answers. */
    authorize: (exchange: Exchange, query: URLSearchParams): Promise<void> =>
      pass(exchange, `${OAUTH_PATHS.authorize}?${prepareAuthorization(query, resources).toString()}`),

    /** `GET /oauth/authorize/<id>`: the library goes on with the answer and sends the browser back to the client. */
    resume: (exchange: Exchange, requestId: string): Promise<void> =>
      pass(exchange, `${OAUTH_PATHS.authorize}/${encodeURIComponent(requestId)}`),

    /** POST (or a browser's OPTIONS) to the token, introspection or revocation endpoint. */
    async post(
      exchange: Exchange,
      endpoint: "token" | "introspect" | "revoke",
      form: URLSearchParams | undefined,
    ): Promise<void> {
      const { artifacts, hash } = storage;
      const prepared = endpoint === "token" && form ? await prepareToken(form, { resources, artifacts, hash }) : form;
      await pass(exchange, OAUTH_PATHS[endpoint], prepared);
    },

    /**
     * `GET /oauth/interaction/<id>/finish`: the deciding browser comes back with its one-time ticket. It must also have
     * the cookie of the browser in which the request began: neither a link that somebody sent, nor an answer that
     * somebody was talked into, is enough by itself.
     */
    async finish(exchange: Exchange, requestId: string, ticket: string): Promise<void> {
      const { request, response, ipAddress } = exchange;
      const url = request.url ?? "/";
      const asSeen = libraryRequest(request, { url, isSecure, ipAddress });
      try {
        const interaction = await provider.interactionDetails(asSeen, response);
        if (interaction.uid !== requestId) return showProblem(exchange, NOT_THIS_BROWSER);
        const decision = await deps.requests.takeDecision(requestId, storage.hash(ticket));
        if (!decision) return showProblem(exchange, NOT_THIS_BROWSER);
        const { client_id: clientId, resource } = interaction.params as { client_id: string; resource: string };
        await provider.interactionFinished(asSeen, response, await toResult(clientId, resource, decision), {
          mergeWithLastSubmission: false,
        });
      } catch (error) {
        if (!(error instanceof errors.SessionNotFound)) throw error;
        showProblem(exchange, NOT_THIS_BROWSER);
      }
    },
  };
}
