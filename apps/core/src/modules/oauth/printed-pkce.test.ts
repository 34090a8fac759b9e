import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toComparedVerifier, toStoredChallenge } from "./printed-pkce.ts";

const s256 = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");
/** What the library does with what we hand it. */
const isAccepted = (verifier: string, challenge: string): boolean => {
  const stored = toStoredChallenge(challenge);
  const compared = toComparedVerifier(verifier, stored);
  return compared.length >= 43 && compared.length <= 128 && s256(compared) === stored;
};
/** `openssl rand -base64 32 | tr -d "=+/" | cut -c1-43` and the line below it. */
const printed = (bytes: Uint8Array): { verifier: string; challenge: string } => {
  const verifier = Buffer.from(bytes).toString("base64").replace(/[=+/]/g, "").slice(0, 43);
  const challenge = createHash("sha256").update(verifier).digest("base64").replace(/[=+/]/g, "").slice(0, 43);
  return { verifier, challenge };
};

test("challenges and verifiers of RFC 7636 are accepted as they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 96 }), (bytes) => {
      const verifier = Buffer.from(bytes).toString("base64url");
      expect(isAccepted(verifier, s256(verifier))).toBe(true);
    }),
  );
});

test("those of the printed commands are accepted, however many characters they lost", () => {
  let shortened = 0;
  for (let i = 0; i < 500; i++) {
    const { verifier, challenge } = printed(randomBytes(32));
    if (challenge.length < 43) shortened++;
    expect([verifier, challenge, isAccepted(verifier, challenge)]).toEqual([verifier, challenge, true]);
  }
  expect(shortened).toBeGreaterThan(100);
});

test("A20: another verifier is not, in either form", () => {
  const own = printed(randomBytes(32));
  const other = printed(randomBytes(32));
  expect(isAccepted(other.verifier, own.challenge)).toBe(false);
  expect(isAccepted(own.verifier.slice(1), own.challenge)).toBe(false);
  const verifier = randomBytes(32).toString("base64url");
  expect(isAccepted(randomBytes(32).toString("base64url"), s256(verifier))).toBe(false);
});

test("A20: a short verifier, one with strange characters and the challenge itself are not", () => {
  expect(isAccepted("short", s256("short"))).toBe(false);
  expect(isAccepted("a".repeat(31), printedChallenge("a".repeat(31)))).toBe(false);
  expect(isAccepted("a b".repeat(15), printedChallenge("a b".repeat(15)))).toBe(false);
  const { challenge } = printed(randomBytes(32));
  expect(isAccepted(challenge, challenge)).toBe(false);
});

const printedChallenge = (verifier: string): string =>
  createHash("sha256").update(verifier).digest("base64").replace(/[=+/]/g, "").slice(0, 43);
