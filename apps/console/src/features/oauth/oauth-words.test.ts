import type { OAuthConsent } from "@peta/contract";
import { expect, test } from "vitest";
import { clientHost, consentWarning, flowWords, redirectSentence } from "./oauth-words.ts";

const consent: OAuthConsent = {
  clientId: "ocl_1",
  clientName: "Example",
  clientUri: null,
  origin: "dynamic",
  redirectHost: "claude.ai",
  isLoopbackRedirect: false,
  scopes: [],
  resource: "http://127.0.0.1:3002/mcp",
  principalId: "uma",
  displayName: "Uma",
  workspaceName: "Main",
  isKnown: false,
  expiresAt: "2026-01-01T00:00:00.000Z",
};

test("A18: a person is told where the answer goes, and warned of programs that nobody can tell apart", () => {
  const loopback = { ...consent, redirectHost: "127.0.0.1:4000", isLoopbackRedirect: true };
  expect(redirectSentence(loopback)).toContain("a program on this computer (127.0.0.1:4000)");
  expect(consentWarning(loopback)?.title).toContain("just started");
  const scheme = { ...consent, redirectHost: "cursor:" };
  expect(redirectSentence(scheme)).toContain("cursor: addresses");
  expect(consentWarning(scheme)?.title).toContain("just started");
  expect(redirectSentence(consent)).toBe("The answer goes to claude.ai.");
  expect(consentWarning(consent)?.title).toContain("claude.ai");
});

test("A18: nobody vouches for a program on this computer, also not for one that says that it is Desk", () => {
  for (const origin of ["administrator", "built_in"] as const)
    expect(consentWarning({ ...consent, origin, isLoopbackRedirect: true })?.title).toContain("just started");
});

test("a site that an administrator added comes without a warning", () => {
  expect(consentWarning({ ...consent, origin: "administrator" })).toBeNull();
});

test("what a client does is said by whom it acts for", () => {
  expect(flowWords({ grantTypes: ["client_credentials"], principalId: "bot" })).toBe("By itself, as bot");
  expect(flowWords({ grantTypes: ["authorization_code", "refresh_token"], principalId: null })).toMatch(/until/);
  expect(flowWords({ grantTypes: ["authorization_code"], principalId: null })).toMatch(/one hour/);
});

test("a client's page is shown by its host", () => {
  expect(clientHost("https://claude.ai/about")).toBe("claude.ai");
  expect(clientHost("nonsense")).toBeNull();
  expect(clientHost(null)).toBeNull();
});
