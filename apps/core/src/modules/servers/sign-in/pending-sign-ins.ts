import { randomBytes } from "node:crypto";
import type { HttpLaunch } from "@peta/contract";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import { equalBytes } from "../../equal-bytes.ts";
import type { Caller } from "../../principals/principal.ts";
import type { SignInPlace } from "./kept-sign-ins.ts";
import type { PendingSignIn } from "./sign-in-flow.ts";

export const SIGN_IN_TIME_MS = 10 * 60_000;
/** In one workspace: administrators of another one do not wait for its sign-ins to end. */
const MOST = 100;

/** A sign-in whose person is on the way. */
export interface SignInUnderWay {
  place: SignInPlace;
  /** Who started it: it ends in their name. */
  actor: Caller;
  /** As it was then. */
  launch: HttpLaunch;
  pending: PendingSignIn;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

interface Entry extends SignInUnderWay {
  state: Buffer;
  /** Of the browser that opened it first. Null: none has. */
  browser: Buffer | null;
}

/** 256 random bits. */
export const newSignInSecret = (): string => randomBytes(32).toString("base64url");

/**
 * Sign-ins under way, in memory: one for each server, each used once by one browser within ten minutes. What nobody
 * finishes is forgotten; a restart of Core forgets them all.
 */
export function createPendingSignIns(clock: Clock) {
  const byServer = new Map<string, Entry>();

  function sweep(): void {
    for (const [key, { expiresAt }] of byServer) if (expiresAt <= clock.now()) byServer.delete(key);
  }

  function find(state: string): Entry | undefined {
    sweep();
    const bytes = Buffer.from(state);
    // Each is compared: the time tells nothing about any of them.
    return [...byServer.values()].filter((entry) => equalBytes(entry.state, bytes))[0];
  }

  const isOf = (entry: Entry, browser: string | null): boolean =>
    entry.browser !== null && browser !== null && equalBytes(entry.browser, Buffer.from(browser));

  return {
    /** Throws request.rate_limited. */
    requireRoom({ workspaceId, serverRowId }: Pick<SignInPlace, "workspaceId" | "serverRowId">): void {
      sweep();
      const ofWorkspace = [...byServer.values()].filter(({ place }) => place.workspaceId === workspaceId);
      if (ofWorkspace.length < MOST || byServer.has(serverRowId)) return;
      throw new CoreError("request.rate_limited", "Too many sign-ins to servers are under way. Finish some of them.", {
        retryAfterSeconds: SIGN_IN_TIME_MS / 1000,
      });
    },
    /** Takes the place of an earlier one for the same server. */
    put(state: string, underWay: SignInUnderWay): void {
      this.requireRoom(underWay.place);
      byServer.set(underWay.place.serverRowId, { ...underWay, state: Buffer.from(state), browser: null });
    },
    /**
     * A browser sets out. The first one is the only one that can finish; it may set out again.
     * @param browser the secret that it has from the first time
     */
    open(
      state: string,
      browser: string | null,
    ): { authorizationUrl: string; browser: string } | "unknown" | "elsewhere" {
      const entry = find(state);
      if (!entry) return "unknown";
      if (entry.browser !== null && !isOf(entry, browser)) return "elsewhere";
      const secret = entry.browser && browser !== null ? browser : newSignInSecret();
      entry.browser = Buffer.from(secret);
      return { authorizationUrl: entry.pending.authorizationUrl, browser: secret };
    },
    /** An answer has come. Whatever it is, the state is used up (A13). */
    take(state: string, browser: string | null): { underWay: SignInUnderWay; isElsewhere: boolean } | null {
      const entry = find(state);
      if (!entry) return null;
      byServer.delete(entry.place.serverRowId);
      return { underWay: entry, isElsewhere: !isOf(entry, browser) };
    },
    /** What is under way for this server comes too late. */
    drop: (serverRowId: string): void => void byServer.delete(serverRowId),
  };
}

export type PendingSignIns = ReturnType<typeof createPendingSignIns>;
