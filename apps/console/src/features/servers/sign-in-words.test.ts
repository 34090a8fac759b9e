import { expect, test } from "vitest";
import {
  addedHref,
  hasSignIn,
  isSaidAbove,
  renewalWords,
  signInMeaning,
  signInState,
  signInTrouble,
  wantsSignIn,
} from "./sign-in-words.ts";

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
  const before = { ...signIn, signedInAt: "2026-01-01T00:00:00Z" };
  expect(signInState({ ...before, state: "signed_in" }).label).toBe("Signed in");
  expect(signInState({ ...signIn, state: "required" }).label).toBe("Not signed in");
  expect(signInState({ ...before, state: "required" }).label).toBe("Sign-in needed");
  expect(renewalWords({ state: "signed_in", renews: true, grant: "authorization_code" })).toContain("by itself");
  expect(renewalWords({ state: "signed_in", renews: false, grant: "client_credentials" })).toContain("by itself");
  expect(renewalWords({ state: "signed_in", renews: false, grant: "authorization_code" })).toContain("sign in again");
  expect(renewalWords({ state: "required", renews: true, grant: "authorization_code" })).toContain("refuses it");
});

test("why a sign-in is wanted is said once: by the notice of the page, or by the card where the notice says another thing", () => {
  const why = { reason: "It names: write." };
  const online = { enabled: true, status: "online" as const, statusReason: null };
  expect(isSaidAbove(online, why)).toBe(true);
  expect(isSaidAbove({ ...online, status: "error", statusReason: why.reason }, why)).toBe(true);
  expect(isSaidAbove({ ...online, status: "offline", statusReason: "No route." }, why)).toBe(false);
  expect(isSaidAbove({ ...online, enabled: false, status: "disabled", statusReason: why.reason }, why)).toBe(false);
});

test("where Core signs in by itself and is refused, nobody is told to sign in, but what to check", () => {
  const own = { ...signIn, grant: "client_credentials" as const, state: "required" as const };
  const refused = { kind: "client_credentials" as const, remedy: "Check the secret." };
  expect(signInState(own)).toEqual({ status: "error", label: "Refused" });
  expect(signInMeaning(own)).toContain("Check both, and what they are good for, then restart the server.");
  expect(signInMeaning({ ...own, state: "signed_in" })).not.toContain("Check");
  expect(signInTrouble({ failure: refused })).toBe("Client credentials refused");
  expect(signInTrouble({ failure })).toBe("Sign-in needed");
  expect(signInTrouble({ failure: { ...failure, kind: "dns" } })).toBeNull();
  expect(hasSignIn({ signIn: { ...own, state: "none" }, failure: refused })).toBe(true);
  expect(addedHref({ serverId: "crm", failure: refused })).toBe("/servers/detail?server=crm&tab=configuration");
});
