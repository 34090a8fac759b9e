import type { HttpLaunch, ServerOAuth } from "@peta/contract";
import { TestClock } from "../../../adapters/clock.ts";
import { createLocalEventBus } from "../../../adapters/event-bus.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { CoreEvent } from "../../events.ts";
import type { Challenge } from "../sign-in/server-authorization.ts";
import { createServerAuthorizations } from "../sign-in/server-authorizations.ts";
import { createMemorySignInStore } from "./memory-sign-in-store.ts";
import { twinVault } from "./servers-kit.ts";
import { createTwinSignInFlow } from "./twin-sign-in-flow.ts";

export const MINUTE = 60_000;
export const quiet = (): void => {};
export const SERVER = { id: "srv_1", workspaceId: "wsp_1", serverId: "guarded", userFields: null };
export const launchOf = (oauth?: ServerOAuth, url = "https://guarded.test/mcp"): HttpLaunch => ({
  transport: "http",
  url,
  headers: {},
  ...(oauth && { oauth }),
});
export const BY_ITSELF: ServerOAuth = { grant: "client_credentials", clientId: "peta", clientSecret: "s3cr3t" };

export const challenge = (token: string | null, more: Partial<Challenge> = {}): Challenge => ({
  status: 401,
  scope: null,
  resourceMetadataUrl: null,
  token,
  ...more,
});
export const wider = (token: string | null, scope: string | null) => challenge(token, { status: 403, scope });
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "not refused",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );

/** The sign-ins to one server, on twins of everything around them. */
export function createAuthorizationsKit() {
  const clock = new TestClock();
  const signIns = createMemorySignInStore();
  const flow = createTwinSignInFlow();
  const recorded: AuditEntry[] = [];
  const published: CoreEvent[] = [];
  const events = createLocalEventBus(quiet);
  events.subscribe((event) => published.push(event));
  const audit = { record: async (entry: AuditEntry) => void recorded.push(entry) };
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  /** Another process on the same store. */
  const createProcess = () =>
    createServerAuthorizations({ signIns, signInFlow: flow, vault: twinVault, audit, events, clock, log });
  const process = createProcess();
  return {
    clock,
    signIns,
    flow,
    recorded,
    published,
    createProcess,
    process,
    asked: (what: string) => flow.asked.filter((one) => one.what === what),
    /** Signed in by a person, with a token that ends in an hour; one connection is open. */
    async signedIn(more = {}, launch = launchOf()) {
      flow.next = { expiresAt: clock.now() + 60 * MINUTE, ...more };
      const credentials = await flow.obtain({ launch, oauth: BY_ITSELF, challenge: null, known: null });
      flow.asked.length = 0;
      const own = process.of(SERVER, launch);
      await own.signedIn({ credentials, signedInBy: "ann", signedInAt: clock.now() });
      const { authorization, release } = process.hold(SERVER, launch)!;
      return { own, authorization, release, launch };
    },
    view: (launch = launchOf()) => process.view(SERVER, launch),
  };
}
