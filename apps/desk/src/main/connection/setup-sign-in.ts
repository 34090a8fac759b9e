import type { Clock } from "../clock.ts";
import { parseCoreAddress } from "../address.ts";
import { DeskError } from "../desk-error.ts";
import type { Fetch } from "../http/fetch-core.ts";
import type { OpenExternal } from "../links/external-link.ts";
import { signInWithBrowser } from "../oauth/sign-in.ts";
import { createFetchCore } from "../http/fetch-core.ts";
import { revokeTokens } from "../oauth/token-endpoint.ts";
import { createStore, type Store } from "../store.ts";
import { createCoreApi, toDeskError } from "./core-api.ts";
import type { Credential } from "./credential.ts";
import type { Connections } from "./setup-connections.ts";
import { createTokenSource } from "./token-source.ts";

export interface SignIn {
  /** The address whose answer is awaited from the browser. */
  pending: Store<{ url: string } | null>;
  /** Answers the connection's id. Throws desk.… and what Core refuses. */
  withBrowser(address: string): Promise<string>;
  withToken(address: string, token: string): Promise<string>;
  cancel(): void;
}

/** Signing in at a Core: with the person's browser, or with an access token that they have. */
export function setupSignIn(deps: {
  fetch: Fetch;
  clock: Clock;
  version: string;
  openExternal: OpenExternal;
  connections: Connections;
}): SignIn {
  const { connections, clock } = deps;
  const pending = createStore<{ url: string } | null>(null);
  let attempt: AbortController | null = null;

  /** Asks Core whose credential it is. A person's it must be: an agent decides no approval, its own least of all (A54). */
  async function requirePerson(url: string, credential: Credential): Promise<string> {
    const tokens = createTokenSource({
      credential,
      clock,
      refresh: () => Promise.reject(new DeskError("desk.sign_in_expired", "The sign-in has ended. Sign in again.")),
      save: async () => {},
      onRenewed: () => {},
    });
    try {
      const api = createCoreApi({ fetch: deps.fetch, origin: url, tokens, version: deps.version, onRefused: () => {} });
      const me = await api.consoleSessions.me.query();
      if (me.kind === "agent")
        throw new DeskError(
          "desk.agent_token",
          `This is the token of the agent ${me.displayName}. Desk is for the person behind it: sign in as yourself.`,
        );
      return me.workspace.name;
    } catch (error) {
      throw toDeskError(error, url);
    } finally {
      tokens.stop();
    }
  }

  return {
    pending,
    async withBrowser(address) {
      const url = parseCoreAddress(address);
      attempt?.abort();
      const mine = new AbortController();
      attempt = mine;
      pending.set({ url });
      try {
        const credential = await signInWithBrowser(deps, url, mine.signal);
        const name = await requirePerson(url, credential).catch(async (error: unknown) => {
          await revokeTokens(createFetchCore({ fetch: deps.fetch, origin: url }), credential).catch(() => {});
          throw error;
        });
        return await connections.signIn({ url, name, signedInBy: "browser" }, credential);
      } finally {
        if (attempt === mine) {
          attempt = null;
          pending.set(null);
        }
      }
    },
    async withToken(address, token) {
      const url = parseCoreAddress(address);
      const credential: Credential = { kind: "token", token };
      const name = await requirePerson(url, credential);
      return connections.signIn({ url, name, signedInBy: "token" }, credential);
    },
    cancel: () => attempt?.abort(),
  };
}
