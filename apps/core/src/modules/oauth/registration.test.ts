import { expect, test } from "vitest";
import { readClientMetadata } from "./registration.ts";

const URI = "http://127.0.0.1:4000/cb";
const read = (metadata: unknown, kind: "registration" | "document" = "registration") =>
  readClientMetadata(metadata, kind);

test("metadata as MCP clients send it", () => {
  expect(
    read({
      client_name: "Claude Code",
      client_uri: "https://claude.ai",
      redirect_uris: [URI, URI],
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      scope: "mcp:tools openid",
      logo_uri: "https://claude.ai/logo.png",
    }),
  ).toEqual({
    name: "Claude Code",
    uri: "https://claude.ai",
    redirectUris: [URI],
    grantTypes: ["authorization_code", "refresh_token"],
    authMethod: "none",
    scopes: ["mcp:tools"],
  });
});

test("what is left away has the defaults of RFC 7591", () => {
  const { grantTypes, authMethod, name } = read({ redirect_uris: [URI] });
  expect([grantTypes, authMethod, name]).toEqual([
    ["authorization_code", "refresh_token"],
    "client_secret_basic",
    "An application at 127.0.0.1:4000",
  ]);
});

test("A36: a name that cannot be seen is none, and a page that reads otherwise than it is is none either", () => {
  for (const client_name of ["\u3164", "\u00a0", "\u2028\ufe0f", "\u200b"])
    expect(read({ redirect_uris: [URI], client_name }).name).toMatch(/^An application at/);
  for (const client_uri of ["https://a.example/\0", "https://a\n.example", "https://exаmple.com"])
    expect(read({ redirect_uris: [URI], client_uri }).uri).toBeNull();
});

test("A36: a name is one line without characters that turn text around, and not endless", () => {
  const { name, uri } = read({
    redirect_uris: [URI],
    client_name: `Good\u202E\u0000\n name${"x".repeat(200)}`,
    client_uri: "javascript:alert(1)",
  });
  expect(name).toMatch(/^Good +name/);
  expect(name).toHaveLength(120);
  expect(uri).toBeNull();
});

test.each([
  ["no object", []],
  ["no redirect address", {}],
  ["an empty list of them", { redirect_uris: [] }],
  ["too many of them", { redirect_uris: Array.from({ length: 21 }, (_, i) => `${URI}/${i}`) }],
  ["one that is not text", { redirect_uris: [7] }],
  ["one that goes nowhere good", { redirect_uris: ["javascript:alert(1)"] }],
  ["a client that acts by itself", { redirect_uris: [URI], grant_types: ["client_credentials"] }],
  ["no grant type of ours", { redirect_uris: [URI], grant_types: ["implicit"] }],
  ["no response type of ours", { redirect_uris: [URI], response_types: ["token"] }],
  ["another authentication", { redirect_uris: [URI], token_endpoint_auth_method: "private_key_jwt" }],
  ["the desktop application's scope", { redirect_uris: [URI], scope: "peta:user" }],
])("%s is refused", (_name, metadata) =>
  expect(() => read(metadata)).toThrow(expect.objectContaining({ code: "oauth_client.invalid" })),
);

test("A17: a metadata document is public, so it has no secret", () => {
  expect(read({ redirect_uris: [URI] }, "document").authMethod).toBe("none");
  expect(() => read({ redirect_uris: [URI], token_endpoint_auth_method: "client_secret_post" }, "document")).toThrow(
    expect.objectContaining({ code: "oauth_client.invalid" }),
  );
});
