import { expect, test } from "vitest";
import { addedHref, hasSignIn, renewalWords, signInState, wantsSignIn } from "./sign-in-words.ts";

const failure = { kind: "sign_in" as const, remedy: "Sign in to it." };
const signIn = {
  state: "none" as const,
  reason: null,
  grant: "authorization_code" as const,
  issuer: null,
  scope: null,
  signedInBy: null,
  signedInAt: null,
  expiresAt: null,
  renews: false,
  lastFailure: null,
};

test("a server that has never asked for a sign-in shows nothing of it", () => {
  expect(hasSignIn({ signIn, failure: null })).toBe(false);
  expect(hasSignIn({ signIn, failure: { ...failure, kind: "dns" } })).toBe(false);
  expect(hasSignIn({ signIn: null, failure })).toBe(false);
  expect(hasSignIn({ signIn, failure })).toBe(true);
  expect(hasSignIn({ signIn: { ...signIn, state: "required" }, failure: null })).toBe(true);
  expect(hasSignIn({ signIn: { ...signIn, state: "signed_in" }, failure: null })).toBe(true);
});

test("whoever adds a server that wants a sign-in is led to it at once", () => {
  expect(wantsSignIn({ failure })).toBe(true);
  expect(addedHref({ serverId: "linear", failure })).toBe("/servers/detail?server=linear&tab=configuration");
  expect(addedHref({ serverId: "files", failure: null })).toBe("/servers/detail?server=files");
});

test("its state has a word, and so has the end of its token", () => {
  expect(signInState({ state: "signed_in", signedInAt: "2026-01-01T00:00:00Z" }).label).toBe("Signed in");
  expect(signInState({ state: "required", signedInAt: null }).label).toBe("Not signed in");
  expect(signInState({ state: "required", signedInAt: "2026-01-01T00:00:00Z" }).label).toBe("Sign-in needed");
  expect(renewalWords({ state: "signed_in", renews: true, grant: "authorization_code" })).toContain("by itself");
  expect(renewalWords({ state: "signed_in", renews: false, grant: "client_credentials" })).toContain("by itself");
  expect(renewalWords({ state: "signed_in", renews: false, grant: "authorization_code" })).toContain("sign in again");
  expect(renewalWords({ state: "required", renews: true, grant: "authorization_code" })).toContain("refuses it");
});
