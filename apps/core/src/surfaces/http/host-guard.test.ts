import { expect, test } from "vitest";
import { createHostGuard, requireKnownHost } from "./host-guard.ts";

const guard = createHostGuard({
  host: "127.0.0.1",
  publicUrl: "https://peta.example.com",
  allowedHosts: ["core.internal"],
});

test.each(["localhost:3002", "127.0.0.1", "[::1]:3002", "peta.example.com", "core.internal:80"])(
  "answers to %s",
  (host) => {
    expect(guard.isAllowedHost(host)).toBe(true);
  },
);

test.each([
  undefined,
  "",
  "evil.example",
  "127.0.0.1.evil.example",
  "localhost@evil.example",
  "localhost:3002/x",
  "0x7f000001",
])("A48: refuses the host %s", (host) => {
  expect(guard.isAllowedHost(host)).toBe(false);
});

test.each(["null", "https://evil.example", "file:///etc/passwd", "https://localhost.evil.example"])(
  "A48: refuses the origin %s",
  (origin) => {
    expect(guard.isAllowedOrigin(origin)).toBe(false);
  },
);

test("programs send no origin and are let through; the refusal names the setting", () => {
  expect(() => requireKnownHost(guard, "localhost", undefined)).not.toThrow();
  expect(() => requireKnownHost(guard, "evil.example", undefined)).toThrow(/PETA_ALLOWED_HOSTS/);
});
