import type { HttpLaunch } from "@peta/contract";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { Log } from "../../log.ts";
import type { HeldSignIn, KeptSignIns, SignInPlace } from "./kept-sign-ins.ts";
import { coversScope, mergeScopes } from "./merge-scopes.ts";
import { createRenewalTimer, renewalDueAt } from "./renewal-timer.ts";
import type { Challenge, ServerAuthorization } from "./server-authorization.ts";
import type { SignInCredentials, SignInFlow, SignInRequest } from "./sign-in-flow.ts";
import { isSameSignIn, oauthOf } from "./sign-in-launch.ts";
import { signInRequired } from "./sign-in-required.ts";
import type { SignInRecords } from "./sign-in-records.ts";

/** What was refused last, for the next sign-in. */
export type Wanted = Pick<Challenge, "scope" | "resourceMetadataUrl">;

export interface SharedAuthorizationDeps {
  kept: KeptSignIns;
  flow: Pick<SignInFlow, "obtain" | "renew">;
  records: SignInRecords;
  clock: Clock;
  log: Log;
  /** What is shown of the sign-in is other than before. */
  onShown: (place: SignInPlace) => void;
}

const NOT_SIGNED_IN = "The server wants Core to sign in to it.";
const ENDED = "The access token has ended, and nothing can be had for it in exchange.";
const WANTS_MORE = "The server wants more rights than Core was given when it signed in.";
const JUST_ISSUED = "The server refuses an access token that its authorization server has just issued.";
/** A server that refuses what was issued a moment ago is not asked after again and again. */
const JUST_ISSUED_MS = 10_000;
const PAUSE_MS = 15_000;

/**
 * The access token of one server in this process, shared by all its connections. INVARIANT: what is held was issued for
 * the URL of the launch configuration, by the authorization server that was signed in to (A15).
 */
export function createSharedAuthorization(deps: SharedAuthorizationDeps, place: SignInPlace, first: HttpLaunch) {
  const { kept, flow, records, clock, log } = deps;
  const { serverId } = place;
  let launch = first;
  let held: HeldSignIn | null = null;
  /** The token is refused or has ended for good. What is held besides helps with the next sign-in. */
  let isOver = false;
  let wanted: Wanted | null = null;
  let reason: string | null = null;
  let obtainedAt: number | null = null;
  /** Scopes that were asked for after a refusal, without anybody. */
  let triedScope: string | null = null;
  /** What failed for now is not tried again before. */
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** When a refusal was answered by a new token. */
  let replacedAt = Number.NEGATIVE_INFINITY;
  let isStored = true;
  let reading: Promise<void> | null = null;
  let isRead = false;
  let renewing: Promise<void> | null = null;
  let holders = 0;
  const timer = createRenewalTimer(clock, () => (holders > 0 && isDue() ? renewOnce(null) : Promise.resolve()));

  const token = (): string | null => (held && !isOver ? held.credentials.accessToken : null);
  const canRenew = (): boolean =>
    held !== null && (held.credentials.refreshToken !== null || oauthOf(launch).grant === "client_credentials");
  const dueAt = (): number | null => {
    const expiresAt = held?.credentials.expiresAt ?? null;
    return expiresAt === null || isOver || !canRenew() ? null : renewalDueAt(expiresAt, obtainedAt);
  };
  const isDue = (): boolean => Math.max(dueAt() ?? Number.POSITIVE_INFINITY, pausedUntil) <= clock.now();

  function arm(): void {
    const at = dueAt();
    if (holders > 0 && at !== null) timer.set(at);
    else timer.clear();
  }

  /** Takes over what there is now; what was wanted may still be. */
  function take(next: HeldSignIn | null, at: number | null): void {
    held = next;
    isOver = false;
    obtainedAt = at;
    arm();
  }

  /** What was wanted is had. */
  function settle(): void {
    wanted = triedScope = null;
    say(null);
  }

  function say(why: string | null): void {
    if (reason === why) return;
    reason = why;
    deps.onShown(place);
  }

  function read(): Promise<void> {
    if (isRead) return Promise.resolve();
    reading ??= kept
      .read(place)
      .then((stored) => {
        if (isRead) return;
        isRead = true;
        take(stored?.credentials.serverUrl === launch.url ? stored : null, null);
      })
      .finally(() => (reading = null));
    return reading;
  }

  const isEnough = ({ scope }: SignInCredentials): boolean =>
    scope === null || coversScope(scope, wanted?.scope ?? null);

  /** Whether another process has stored another token than this one, which is used from now on. */
  async function takeStored(sent: string | null): Promise<boolean> {
    if (!isStored) return false;
    const stored = await kept.read(place);
    const isOther = stored !== null && stored.credentials.accessToken !== sent;
    if (!isOther || stored.credentials.serverUrl !== launch.url) return false;
    take(stored, null);
    if (isEnough(stored.credentials)) settle();
    return true;
  }

  async function keep(next: HeldSignIn): Promise<void> {
    try {
      await kept.write(next, place);
      isStored = true;
    } catch (error) {
      // Before a server is saved there is no row that it could stand with.
      isStored = false;
      if (error instanceof CoreError && error.code === "server.not_found") return;
      log.warn({ serverId, err: error }, "a renewed sign-in to a server could not be stored");
    }
  }

  /** One renewal at a time, for everybody who waits for it. */
  const renewOnce = (challenge: Challenge | null): Promise<void> =>
    (renewing ??= renew(challenge).finally(() => (renewing = null)));

  async function renew(challenge: Challenge | null): Promise<void> {
    const before = held;
    const sent = before?.credentials.accessToken ?? null;
    if (await takeStored(sent)) return;
    const oauth = oauthOf(launch);
    const request: SignInRequest = {
      launch,
      oauth,
      challenge: wanted ?? challenge,
      known: before?.credentials ?? null,
    };
    try {
      const next = await ask(request, before);
      if (held !== before) return;
      if (before && next.issuer !== before.credentials.issuer)
        throw signInRequired(serverId, "The server names another authorization server than the one signed in to.");
      const { signedInBy = null, signedInAt = clock.now() } = before ?? {};
      take({ credentials: next, signedInBy, signedInAt }, clock.now());
      if (challenge) replacedAt = clock.now();
      if (isEnough(next)) settle();
      if (held) await keep(held);
    } catch (error) {
      if (!(error instanceof CoreError) || !isForGood(error)) {
        pausedUntil = clock.now() + PAUSE_MS;
        throw error;
      }
      // Another process may have used up the refresh token a moment ago.
      if (await takeStored(sent)) return;
      if (held !== before) return;
      await end(error, challenge);
      throw error;
    }
  }

  function ask(request: SignInRequest, before: HeldSignIn | null): Promise<SignInCredentials> {
    if (request.oauth.grant === "client_credentials")
      return before ? flow.obtain(request) : records.byItself(place, request).then(() => flow.obtain(request));
    if (before?.credentials.refreshToken != null) return flow.renew(before.credentials, request);
    return Promise.reject(signInRequired(serverId, before ? ENDED : NOT_SIGNED_IN));
  }

  /** The token is not sent again. */
  async function end(error: CoreError, challenge: Challenge | null): Promise<void> {
    const wasHeld = held !== null && !isOver;
    isOver = true;
    wanted = {
      resourceMetadataUrl: challenge?.resourceMetadataUrl ?? wanted?.resourceMetadataUrl ?? null,
      scope: mergeScopes(wanted?.scope ?? null, challenge?.scope ?? null),
    };
    arm();
    say(error.message);
    if (wasHeld && held) await records.ended(place, held.credentials, error);
  }

  /** Throws server.sign_in_required, and shows why. */
  function require(why: string): never {
    const refusal = signInRequired(serverId, why);
    say(refusal.message);
    throw refusal;
  }

  /** The server knows the token, and it does not reach (403). It stays in use for what it does reach. */
  async function wantsMore({ scope: asked, resourceMetadataUrl }: Challenge): Promise<void> {
    const granted = (): string | null => held?.credentials.scope ?? null;
    const scope = mergeScopes(granted(), wanted?.scope ?? null, asked);
    wanted = { scope, resourceMetadataUrl };
    if (oauthOf(launch).grant === "client_credentials" && !coversScope(mergeScopes(granted(), triedScope), asked)) {
      triedScope = scope;
      const before = held;
      await renewOnce(null);
      if (held !== before && wanted === null) return;
    }
    require(asked === null ? WANTS_MORE : `${WANTS_MORE} It names: ${asked}.`);
  }

  async function refused(challenge: Challenge): Promise<void> {
    await read();
    const current = token();
    if (current !== null && current !== challenge.token) return;
    if (challenge.status === 403) return wantsMore(challenge);
    if (!renewing && isOver && held && oauthOf(launch).grant === "authorization_code") {
      // Asked once, the authorization server has refused for good.
      if (await takeStored(held.credentials.accessToken)) return;
      throw new CoreError("server.sign_in_required", reason ?? ENDED);
    }
    if (!renewing && current !== null && clock.now() - replacedAt < JUST_ISSUED_MS) require(JUST_ISSUED);
    await renewOnce(challenge);
  }

  const authorization: ServerAuthorization = {
    get token() {
      return token();
    },
    async prepare() {
      try {
        await read();
        if (isDue()) await renewOnce(null);
      } catch (error) {
        log.info({ serverId, err: error }, "the sign-in to a server was not made ready");
      }
    },
    refused,
  };

  return {
    place,
    authorization,
    /** The launch configuration of now. What belongs to another address or client is not used. */
    follow(next: HttpLaunch): void {
      const isOther = !isSameSignIn(launch, next);
      launch = next;
      if (!isOther) return;
      isRead = false;
      take(null, null);
      settle();
    },
    /** A connection is open until what is returned is called. */
    hold(): () => void {
      let isHeld = true;
      holders++;
      arm();
      return () => {
        if (isHeld) holders--;
        isHeld = false;
        arm();
      };
    },
    get isUsed() {
      return holders > 0;
    },
    /** Throws database.unavailable. */
    async state() {
      await read();
      return { held, isOver, wanted, reason };
    },
    /** Stores what was obtained before the server was. */
    async store(): Promise<void> {
      if (held && !isStored) await keep(held);
    },
    /** A person has signed in; what was wanted is had. Throws server.not_found, database.unavailable. */
    async signedIn(next: HeldSignIn): Promise<void> {
      await kept.write(next, place);
      isStored = isRead = true;
      replacedAt = pausedUntil = Number.NEGATIVE_INFINITY;
      take(next, clock.now());
      settle();
    },
    /** Forgets it, in the store, too. Returns what was held. Throws database.unavailable. */
    async signedOut(why: string | null): Promise<SignInCredentials | null> {
      await read();
      await kept.remove(place);
      const before = held;
      take(null, null);
      settle();
      say(why);
      return before?.credentials ?? null;
    },
    /** Somebody else may have stored another one. Resolves with whether there is a token where there was none. */
    async readAgain(): Promise<boolean> {
      if (!isRead || !isStored) return false;
      const before = held;
      const had = token();
      const stored = await kept.read(place);
      if (held !== before || stored?.credentials.accessToken === held?.credentials.accessToken) return false;
      take(stored?.credentials.serverUrl === launch.url ? stored : null, null);
      if (token() !== null) settle();
      return had === null && token() !== null;
    },
    close: (): void => timer.clear(),
  };
}

export type SharedAuthorization = ReturnType<typeof createSharedAuthorization>;

/** Trying again does not help. */
const isForGood = ({ code }: CoreError): boolean =>
  code === "server.sign_in_required" || code === "server.sign_in_failed";
