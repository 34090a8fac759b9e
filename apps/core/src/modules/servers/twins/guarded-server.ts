import type { HttpLaunch, ServerOAuth } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { Principal } from "../../principals/principal.ts";
import { callerOf, createServersKit, type ServersKit, settle } from "./servers-kit.ts";

export const MINUTE = 60_000;
export const ADDRESS = "https://guarded.test/mcp";
export const actor = callerOf();
export let kit: ServersKit;
/** Tokens that the server takes. */
let taken: Set<string>;

/** The module, and an HTTP server that wants a token. */
export function useGuarded(): void {
  kit = createServersKit();
  taken = new Set();
  kit.principals.set("ann", actor.principal);
  kit.twin.door = async ({ authorization }) => {
    await authorization?.prepare();
    for (let n = 0; n < 2; n++) {
      const token = authorization?.token ?? null;
      if (token !== null && taken.has(token)) return;
      const refused = { status: 401, scope: null, resourceMetadataUrl: null, token } as const;
      if (!authorization || n > 0) throw new CoreError("server.unreachable", "No.", { detail: "HTTP 401" });
      await authorization.refused(refused);
    }
  };
}

export const takes = (token: string): void => void taken.add(token);
export const takesNothing = (): void => taken.clear();
export const launchOf = (more: Partial<HttpLaunch> = {}): HttpLaunch => ({
  transport: "http",
  url: ADDRESS,
  headers: {},
  ...more,
});
export const BY_ITSELF: ServerOAuth = { grant: "client_credentials", clientId: "peta", clientSecret: "s3cr3t" };
export const addGuarded = (launch = launchOf(), serverId = "guarded") =>
  kit.servers.add(actor, { serverId, launch, publicAccess: false, allowUnreachable: false });
export const getGuarded = () => kit.servers.get(actor, "guarded");
export const start = () => kit.servers.startSignIn(actor, "guarded");
/** Whoever signs in is another one from now on. */
export const becomes = (more: Partial<Principal>): void =>
  void kit.principals.set("ann", { ...actor.principal, ...more });

export const stateOf = (url: string): string => url.split("/").at(-1) ?? "";
export const open = (state: string, browser: string | null) => kit.servers.signInPages.open(state, browser);
/** Opens the address as a browser does. Returns its secret. */
export const setOut = (state: string, browser: string | null = null): string => {
  const opened = open(state, browser);
  if (typeof opened === "string") throw new Error(opened);
  return opened.browser;
};
export const comeBack = (state: string, browser: string | null, more = {}) =>
  kit.servers.signInPages.finish({ state, code: "code-1", error: null, issuer: null, ...more }, browser, "192.0.2.1");
/** The whole way, as it should be. */
export async function signIn(): Promise<void> {
  takes("token-1");
  const state = stateOf((await start()).url);
  await comeBack(state, setOut(state));
  await settle();
  await settle();
}
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "not refused",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );
