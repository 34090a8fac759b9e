import { expect, test } from "vitest";
import { createSessionCookie } from "./session-cookie.ts";

const secret = "abcdefghij0123456789";

test("over HTTPS and on localhost the cookie is bound to the host and sent to nobody else", () => {
  const cookie = createSessionCookie(false);
  const written = cookie.write({ secret, expiresAt: Date.UTC(2030, 0, 1) });
  for (const part of ["__Host-peta-session=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"])
    expect(written).toContain(part);
  expect(cookie.read(`other=1; ${written.split(";", 1)[0]}`)).toBe(secret);
});

test("plain HTTP that was allowed by a setting has a cookie of its own name", () => {
  const cookie = createSessionCookie(true);
  expect(cookie.write(null)).toMatch(/^peta-session=; .*Max-Age=0$/);
  expect(cookie.read(`__Host-peta-session=${secret}`)).toBeNull();
});

test.each([undefined, "", "__Host-peta-session=", "__Host-peta-session=a b", `x__Host-peta-session=${secret}`])(
  "reads nothing out of %s",
  (header) => {
    expect(createSessionCookie(false).read(header)).toBeNull();
  },
);
