import { launchSchema, restAuthSchema, serverIdSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { addressProblem, emptyRestDraft, idOfTitle, suggestAuth, toAuth, toRestLaunch } from "./rest-draft.ts";

const { auth } = emptyRestDraft;

test("only the chosen way to sign in is sent, whatever was typed for the others", () => {
  const typed = { ...auth, token: "t", username: "u", password: "p", name: " X-Key ", value: "v", prefix: "Token " };
  expect(toAuth({ ...typed, kind: "none" })).toEqual({ kind: "none" });
  expect(toAuth({ ...typed, kind: "bearer" })).toEqual({ kind: "bearer", token: "t" });
  expect(toAuth({ ...typed, kind: "basic" })).toEqual({ kind: "basic", username: "u", password: "p" });
  expect(toAuth({ ...typed, kind: "apiKey" })).toEqual({
    kind: "apiKey",
    in: "header",
    name: "X-Key",
    value: "v",
    prefix: "Token ",
  });
  expect(toAuth({ ...typed, kind: "apiKey", in: "query" })).not.toHaveProperty("prefix");
  const credentials = {
    ...auth,
    kind: "clientCredentials" as const,
    tokenUrl: "https://a.test/t",
    clientId: "i",
    clientSecret: "s",
  };
  expect(restAuthSchema.parse(toAuth(credentials))).not.toHaveProperty("scope");
});

test("an API without a definition is refused by the contract, one with a definition is taken", () => {
  expect(launchSchema.safeParse(toRestLaunch(emptyRestDraft)).success).toBe(false);
  const definition = {
    baseUrl: "https://api.example.com",
    tools: [{ name: "list", method: "GET" as const, path: "/pets", parameters: [] }],
  };
  expect(launchSchema.parse(toRestLaunch({ ...emptyRestDraft, definition }))).toMatchObject({ transport: "rest" });
});

test("what a document asks for is suggested, and never over what somebody has chosen", () => {
  const asked = [
    { kind: "none" as const, place: null, tokenUrl: null, scope: null },
    { kind: "apiKey" as const, place: "query api_key", tokenUrl: null, scope: null },
  ];
  expect(suggestAuth(auth, asked)).toMatchObject({ kind: "apiKey", in: "query", name: "api_key" });
  expect(suggestAuth({ ...auth, kind: "bearer" }, asked).kind).toBe("bearer");
  expect(suggestAuth(auth, [])).toBe(auth);
});

test("an id comes from the API's title, and is one that Core takes or none", () => {
  expect(idOfTitle("Pet Store API 3")).toBe("pet-store-3");
  expect(idOfTitle("42")).toBe("");
  expect(idOfTitle(undefined)).toBe("");
  expect(serverIdSchema.safeParse(idOfTitle(`${"x".repeat(39)} y`)).success).toBe(true);
});

test("an address is one that Core would fetch, and not yet fetched to find that out", () => {
  for (const text of ["", "api.example.com", "ftp://example.com", "javascript:alert(1)", "https://"])
    expect(addressProblem(text)).toBeDefined();
  for (const text of ["https://api.example.com/v1", " HTTP://127.0.0.1:8080 "])
    expect(addressProblem(text)).toBeUndefined();
});
