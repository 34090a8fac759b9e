import { sandboxSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { createHostList } from "./allowed-hosts.ts";

const isAllowed = createHostList([
  "api.example.com",
  "*.cdn.example",
  "db.example.com:5432",
  "127.0.0.1:8080",
  "a.example:99999",
  "b.example:0",
]);

test.each<[string, number, boolean]>([
  ["api.example.com", 443, true],
  ["API.example.com.", 80, true],
  ["api.example.com", 22, false],
  ["evil-api.example.com", 443, false],
  ["api.example.com.evil.example", 443, false],
  ["x.cdn.example", 443, true],
  ["a.b.cdn.example", 443, true],
  ["cdn.example", 443, false],
  ["evilcdn.example", 443, false],
  ["db.example.com", 5432, true],
  ["db.example.com", 443, false],
  ["127.0.0.1", 8080, true],
  ["", 443, false],
  ["example.com", NaN, false],
  ["a.example", 99_999, false],
  ["b.example", 0, false],
])("%s port %i: %s", (host, port, expected) => expect(isAllowed(host, port)).toBe(expected));

test("what is no host is refused as one", () => {
  for (const entry of ["*", "*.", "https://x.example", "x.example/path", "a b", "x.example:port", "*.*.example", ""])
    expect(sandboxSchema.safeParse({ network: "allowed", allowedHosts: [entry] }).success).toBe(false);
});
