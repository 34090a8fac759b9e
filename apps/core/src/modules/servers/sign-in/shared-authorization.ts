import type { HttpLaunch } from "@peta/contract";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { Log } from "../../log.ts";
import { createHeldSignIn } from "./held-sign-in.ts";
import type { HeldSignIn, KeptSignIns, SignInPlace } from "./kept-sign-ins.ts";
import { ownCredentialRefused } from "./own-credential.ts";
import { createRenewalTimer, renewalDueAt } from "./renewal-timer.ts";
import type { Challenge, ServerAuthorization } from "./server-authorization.ts";
import type { SignInCredentials, SignInFlow, SignInRequest } from "./sign-in-flow.ts";
import { isSameSignIn, oauthOf } from "./sign-in-launch.ts";
import type { SignInRecords } from "./sign-in-records.ts";
import { ownSignInFailed, signInRequired } from "./sign-in-required.ts";
import { createWantedAccess, whyNotEnough } from "./wanted-access.ts";

export interface SharedAuthorizationDeps {
  kept: KeptSignIns;
  flow: Pick<SignInFlow, "obtain" | "renew" | "revoke">;
  records: SignInRecords;
  clock: Clock;
  log: Log;
  /** What is shown of the sign-in is other than before. */
  onShown: (place: SignInPlace) => void;
}

const NOT_SIGNED_IN = "The server wants an access token.";
const ENDED = "The access token has ended, and there was nothing to renew it with.";
const NOT_TAKEN = "The server takes the access token no longer, and there was nothing to renew it with.";
const JUST_ISSUED = "The server refuses an access token that its authorization server has just issued.";
/** A server that refuses what was issued a moment ago is not renewed for again and again. */
const JUST_ISSUED_MS = 5_000;
/** What cannot be renewed now is not tried before every request. */
const PAUSE_MS = 15_000;

/**
 * The access token of one server in this process, shared by all its connections. INVARIANT: what is held was issued for
 * the URL of the launch configuration, by the authorization server that was signed in to (A15).
 */
export function createSharedAuthorization(deps: SharedAuthorizationDeps, place: SignInPlace, first: HttpLaunch) {
  const { flow, records, clock, log } = deps;
  const { serverId } = place;
  let launch = first;
  /** The token is refused for good. What is held besides helps with the next sign-in. */
  let isOver = false;
  const wanted = createWantedAccess();
  let reason: string | null = null;
  /** Of a person's sign-in; the time in milliseconds since 1970. */
  let lastFailure: { at: number; message: string } | null = null;
  let obtainedAt: number | null = null;
  /** When a refusal was answered by a new token. */
  let replacedAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let renewing: Promise<void> | null = null;
  let holders = 0;
  const timer = createRenewalTimer(clock, async () => {
    if (holders > 0 && isDue() && !hasEnded()) await renewOnce(null);
  });
  const isOurs = ({ credentials }: HeldSignIn): boolean => credentials.serverUrl === launch.url;
  const held = createHeldSignIn(deps, place, isOurs, (at) => {
    isOver = false;
    obtainedAt = at;
    arm();
  });

  const credentials = (): SignInCredentials | null => held.current?.credentials ?? null;
  const grantedScope = (): string | null => credentials()?.scope ?? null;
  const token = (): string | null => (isOver ? null : (credentials()?.accessToken ?? null));
  const isByItself = (): boolean => oauthOf(launch).grant === "client_credentials";

  function dueAt(): number {
    const { expiresAt = null, refreshToken = null } = credentials() ?? {};
    const canRenew = refreshToken !== null || isByItself();
    return expiresAt === null || isOver || !canRenew ? Number.POSITIVE_INFINITY : renewalDueAt(expiresAt, obtainedAt);
  }
  const hasEnded = (): boolean => (credentials()?.expiresAt ?? Number.POSITIVE_INFINITY) <= clock.now();
  const isDue = (): boolean => Math.max(dueAt(), pausedUntil) <= clock.now();
  function arm(): void {
    const at = dueAt();
    if (holders > 0 && at !== Number.POSITIVE_INFINITY) timer.set(at);
    else timer.clear();
  }

  function say(why: string | null): void {
    if (reason === why) return;
    reason = why;
    deps.onShown(place);
  }
  /** There is nothing that a person should do, unless what is held does not reach as far as what was refused. */
  function settle(): void {
    if (wanted.settle(grantedScope())) say(null);
  }
  const refusalFor = (why: string): CoreError => (isByItself() ? ownSignInFailed(why) : signInRequired(serverId, why));
  /** Throws server.sign_in_required, or server.sign_in_failed where no person can sign in, and shows why. */
  function require(why: string): never {
    const refusal = refusalFor(why);
    say(refusal.message);
    throw refusal;
  }

  async function takeOther(sent: string | null): Promise<boolean> {
    const isTaken = await held.takeOther(sent);
    if (isTaken) settle();
    return isTaken;
  }

  /** One renewal at a time, for everybody who waits for it. */
  const renewOnce = (challenge: Challenge | null): Promise<void> =>
    (renewing ??= renew(challenge).finally(() => (renewing = null)));

  async function renew(challenge: Challenge | null): Promise<void> {
    const before = held.current;
    const sent = before?.credentials.accessToken ?? null;
    if (await takeOther(sent)) return;
    try {
      const next = await ask(before, challenge);
      if (held.current !== before) return giveBack(next);
      if (before && next.issuer !== before.credentials.issuer)
        throw refusalFor("The token comes from another authorization server than the one signed in to.");
      if (challenge) replacedAt = clock.now();
      const { signedInBy = null, signedInAt = clock.now() } = before ?? {};
      await held.renewed({ credentials: next, signedInBy, signedInAt }, clock.now());
      settle();
    } catch (error) {
      if (!(error instanceof CoreError) || !isForGood(error)) {
        pausedUntil = clock.now() + PAUSE_MS;
        throw error;
      }
      // Another process may have used up the refresh token a moment ago.
      if ((await takeOther(sent)) || held.current !== before) return;
      await end(error, challenge);
      throw error;
    }
  }

  /** Nobody wants it any more. Where somebody has signed in anew, it stays: some authorization servers would end that, too. */
  function giveBack(unwanted: SignInCredentials): void {
    if (held.current !== null || unwanted.serverUrl !== launch.url) return;
    void flow.revoke(unwanted, { launch, oauth: oauthOf(launch), challenge: null, known: unwanted });
  }

  async function ask(before: HeldSignIn | null, challenge: Challenge | null): Promise<SignInCredentials> {
    const known = before?.credentials ?? null;
    const request: SignInRequest = { launch, oauth: oauthOf(launch), challenge: wanted.current ?? challenge, known };
    if (known && (known.refreshToken !== null || isByItself())) return flow.renew(known, request);
    if (!isByItself()) throw signInRequired(serverId, !known ? NOT_SIGNED_IN : hasEnded() ? ENDED : NOT_TAKEN);
    // What fails again and again is recorded once.
    if (reason === null) await records.byItself(place, request);
    return flow.obtain(request);
  }

  /** The token is not sent again. */
  async function end(error: CoreError, challenge: Challenge | null): Promise<void> {
    // Once, until there is a token again: what is said may be another thing every time.
    const isNews = !isOver && (isByItself() || held.current !== null);
    isOver = true;
    wanted.add(challenge);
    arm();
    say(error.message);
    if (isNews) await records.ended(place, credentials(), error);
  }

  /** The server knows the token, and it does not reach (403). It stays in use for what it does reach. */
  async function wantsMore(challenge: Challenge): Promise<void> {
    const granted = grantedScope();
    wanted.widen(granted, challenge);
    if (isByItself() && wanted.mayTry(granted, challenge.scope)) {
      const before = held.current;
      await renewOnce(null);
      if (held.current !== before && wanted.current === null) return;
    }
    require(whyNotEnough(granted, challenge.scope));
  }

  /** The server refuses a token that is young: another one would not be better. */
  const wasJustIssued = (): boolean => clock.now() - replacedAt < JUST_ISSUED_MS && !hasEnded();

  async function refused(challenge: Challenge): Promise<void> {
    await held.read();
    const current = token();
    if (current !== null && current !== challenge.token) return;
    if (challenge.status === 403) return wantsMore(challenge);
    const otherwise = held.current || wanted.current ? null : ownCredentialRefused(launch, challenge);
    if (otherwise) throw otherwise;
    if (!renewing && current !== null && wasJustIssued()) require(JUST_ISSUED);
    if (!renewing && isOver && held.current && !isByItself()) {
      // The authorization server was asked, and has refused for good.
      if (await takeOther(held.current.credentials.accessToken)) return;
      throw new CoreError("server.sign_in_required", reason ?? ENDED);
    }
    await renewOnce(challenge);
  }

  const authorization: ServerAuthorization = {
    get isByItself() {
      return isByItself();
    },
    get token() {
      return token();
    },
    async prepare() {
      try {
        await held.read();
        if (isDue()) await renewOnce(null);
        await held.store();
      } catch (error) {
        log.info({ serverId, err: error }, "the access token of a server is not ready: the server will say so");
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
      held.reset();
      lastFailure = null;
      wanted.forget();
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
    /** Throws database.unavailable. */
    async state() {
      await held.read();
      return { held: held.current, wanted: wanted.current, reason, lastFailure };
    },
    /** Stores what was obtained before the server was. */
    store: held.store,
    /** A person has signed in; what was wanted is had. Throws server.not_found, database.unavailable. */
    async signedIn(next: HeldSignIn): Promise<void> {
      await held.signedIn(next, clock.now());
      replacedAt = pausedUntil = Number.NEGATIVE_INFINITY;
      lastFailure = null;
      wanted.forget();
      settle();
    },
    /** A person came back without anything. */
    failed(message: string): void {
      lastFailure = { at: clock.now(), message };
      deps.onShown(place);
    },
    /**
     * Forgets it, in the store, too. Returns what was held. Where nothing was, the reason stays as it is. Throws
     * database.unavailable.
     */
    async signedOut(why: string | null): Promise<SignInCredentials | null> {
      await held.read();
      const before = credentials();
      const whyNow = before ? why : reason;
      await held.signedOut();
      lastFailure = null;
      wanted.forget();
      settle();
      say(whyNow);
      return before;
    },
    /** Somebody else may have stored another one. Resolves with whether there is a token where there was none. */
    async readAgain(): Promise<boolean> {
      const had = token();
      if (!(await held.follow())) return false;
      if (token() !== null) settle();
      return had === null && token() !== null;
    },
    /** Resolves when nothing is being renewed. Nothing more is renewed by itself. Never rejects. */
    async finish(): Promise<void> {
      holders = 0;
      timer.clear();
      await renewing?.catch(() => {});
    },
    /** Nothing is renewed by itself or stored any more. */
    close(): void {
      held.retire();
      holders = 0;
      timer.clear();
    },
  };
}

export type SharedAuthorization = ReturnType<typeof createSharedAuthorization>;

/** Trying again does not help. */
const isForGood = ({ code }: CoreError): boolean =>
  code === "server.sign_in_required" || code === "server.sign_in_failed";
