import { expect, test } from "vitest";
import { checkRedirectUri, isLoopbackRedirect, isRegisteredRedirect, redirectHost } from "./redirect-uri.ts";

test.each([
  "https://claude.ai/api/mcp/auth_callback",
  "http://127.0.0.1:3334/oauth/callback",
  "http://localhost/callback",
  "http://[::1]:8080/",
  "cursor://anysphere.cursor-retrieval/oauth/callback",
  "com.example.app:/oauth",
])("%s may get an answer", (uri) => expect(() => checkRedirectUri(uri)).not.toThrow());

test.each([
  ["plain http elsewhere", "http://example.com/callback"],
  ["a script", "javascript:alert(1)"],
  ["data", "data:text/html,hello"],
  ["a file", "file:///etc/passwd"],
  ["a fragment", "https://example.com/callback#x"],
  ["an empty fragment", "https://example.com/callback#"],
  ["an account", "https://user:secret@example.com/callback"],
  ["a wildcard", "https://*.example.com/callback"],
  ["a backslash", "https://example.com\\@evil.example/callback"],
  ["a line break", "https://example.com/\ncallback"],
  ["a space", "https://example.com/call back"],
  ["letters that look alike", "https://exаmple.com/callback"],
  ["a relative address", "/callback"],
  ["https on a loopback address", "https://127.0.0.1/callback"],
  ["a browser that opens another address", "microsoft-edge:https://evil.example/cb"],
  ["a tool of the operating system", "ms-msdt:/id"],
  ["another host behind a scheme", "smb://evil.example/share"],
  ["an old way to another host", "ftp://evil.example/cb"],
  ["a letter to somebody", "mailto:mallory@evil.example"],
  ["a web page behind a scheme", "web+mcp://evil"],
  ["the web without its slashes", "https:evil.example"],
  ["a scheme alone", "example-app:callback"],
  ["no text", 7],
  ["a long one", `https://example.com/${"a".repeat(2048)}`],
])("A12: %s may not", (_name, uri) =>
  expect(() => checkRedirectUri(uri)).toThrow(expect.objectContaining({ code: "oauth_client.invalid" })),
);

const REGISTERED = ["https://app.example/cb", "http://127.0.0.1/callback", "http://localhost:3334/oauth?x=1"];

test.each([
  "https://app.example/cb",
  "http://127.0.0.1/callback",
  "http://127.0.0.1:49152/callback",
  "http://localhost:1/oauth?x=1",
])("A12: %s is a registered one", (uri) => expect(isRegisteredRedirect(REGISTERED, uri)).toBe(true));

test.each([
  ["a byte more", "https://app.example/cb/"],
  ["another port", "https://app.example:8443/cb"],
  ["another case", "https://app.example/CB"],
  ["another spelling of the host", "https://APP.example/cb"],
  ["another scheme", "http://app.example/cb"],
  ["a query more", "https://app.example/cb?x=1"],
  ["a loopback name for another one", "http://localhost/callback"],
  ["a host that begins like one", "http://127.0.0.1.evil.example/callback"],
  ["an account before the host", "http://127.0.0.1:80@evil.example/callback"],
  ["a port that is none", "http://127.0.0.1:99999/callback"],
  ["another query on a loopback address", "http://localhost:1/oauth?x=2"],
  ["another path on a loopback address", "http://127.0.0.1:49152/other"],
])("A12: %s is not", (_name, uri) => expect(isRegisteredRedirect(REGISTERED, uri)).toBe(false));

test("a person is shown the host, or the scheme of an application", () => {
  expect(redirectHost("https://claude.ai/api/cb")).toBe("claude.ai");
  expect(redirectHost("http://127.0.0.1:4000/cb")).toBe("127.0.0.1:4000");
  expect(redirectHost("cursor://anysphere/cb")).toBe("cursor:");
  expect(isLoopbackRedirect("http://[::1]:4000/cb")).toBe(true);
  expect(isLoopbackRedirect("https://claude.ai/cb")).toBe(false);
});
