import type { Clock } from "../clock.ts";
import { DeskError } from "../desk-error.ts";
import type { Credential, OAuthCredential } from "./credential.ts";

export interface TokenSource {
  /** The access token for the next request, renewed when it is about to end. Throws desk.signed_out and what renewing throws. */
  current(): Promise<string>;
  /** After Core refused `token`: another one, or null when there is none. */
  replace(token: string): Promise<string | null>;
  credential(): Credential | null;
  stop(): void;
}

/** A renewal that did not work is tried again, but not all the time. */
const RETRY_MS = 30_000;

/**
 * Gives out the access token of one connection. Renewals are made one at a time and stored before they are used: a
 * refresh token works once, and a second use of it would end the whole sign-in (A8).
 */
export function createTokenSource(deps: {
  credential: Credential | null;
  clock: Clock;
  refresh: (credential: OAuthCredential) => Promise<OAuthCredential>;
  save: (credential: Credential) => Promise<void>;
  /** Called with a new token, for wires that hold on to one. */
  onRenewed: () => void;
}): TokenSource {
  const { clock } = deps;
  let credential = deps.credential;
  let renewal: Promise<string> | null = null;
  let cancelTimer = (): void => {};
  let isStopped = false;

  const tokenOf = (held: Credential): string => (held.kind === "token" ? held.token : held.accessToken);
  const endsSoon = (held: Credential): boolean =>
    held.kind === "oauth" && held.refreshToken !== null && held.renewAt <= clock.now();

  function plan(afterMs = 0): void {
    cancelTimer();
    if (isStopped || credential?.kind !== "oauth" || credential.refreshToken === null) return;
    // A failure shows where the token is used next; here there is nobody to tell.
    const renewQuietly = (): void => void renew().catch(() => {});
    cancelTimer = clock.after(Math.max(credential.renewAt - clock.now(), afterMs), renewQuietly);
  }

  function renew(): Promise<string> {
    renewal ??= (async () => {
      if (credential?.kind !== "oauth") throw signedOut();
      const renewed = await deps.refresh(credential);
      await deps.save(renewed);
      credential = renewed;
      plan();
      deps.onRenewed();
      return renewed.accessToken;
    })()
      .catch((error: unknown) => {
        plan(RETRY_MS);
        throw error;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  plan();
  return {
    credential: () => credential,
    async current() {
      if (credential === null || isStopped) throw signedOut();
      return endsSoon(credential) ? renew() : tokenOf(credential);
    },
    async replace(token) {
      if (credential === null || isStopped) return null;
      if (tokenOf(credential) !== token) return tokenOf(credential);
      return credential.kind === "oauth" && credential.refreshToken !== null ? renew() : null;
    },
    stop() {
      isStopped = true;
      cancelTimer();
    },
  };
}

const signedOut = (): DeskError => new DeskError("desk.signed_out", "You are signed out of this Peta. Sign in again.");
