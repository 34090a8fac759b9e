import { createHash } from "node:crypto";

/**
 * The commands that the product has always printed for PKCE delete `+`, `/` and `=` from the base64 text instead of
 * writing `-` and `_`: `openssl ... | base64 | tr -d "=+/"`. Their challenges and verifiers are a few characters
 * shorter than RFC 7636 has them, and still hold 190 random bits and more. They are accepted beside the exact form.
 *
 * The authorization server compares exactly, so a challenge that may come from those commands is stored as the
 * challenge of a stand-in, and a verifier that fits is answered with that stand-in.
 */
const STAND_IN = "challenge-of-letters-and-digits.";
const SHORTEST = 32;

const sha256 = (text: string, encoding: "base64" | "base64url"): string =>
  createHash("sha256").update(text).digest(encoding);
const standInChallenge = (challenge: string): string => sha256(STAND_IN + challenge, "base64url");

/** What to store for a challenge: itself, unless it may come from the printed commands. */
export const toStoredChallenge = (challenge: string): string =>
  /^[A-Za-z0-9]+$/.test(challenge) && challenge.length >= SHORTEST && challenge.length <= 43
    ? standInChallenge(challenge)
    : challenge;

/** What to answer a stored challenge with: the verifier, or its stand-in when it fits the printed form. */
export function toComparedVerifier(verifier: string, storedChallenge: string): string {
  if (!/^[\w.~-]+$/.test(verifier) || verifier.length < SHORTEST || verifier.length > 128) return verifier;
  const printed = sha256(verifier, "base64").replace(/[=+/]/g, "");
  return standInChallenge(printed) === storedChallenge ? STAND_IN + printed : verifier;
}
