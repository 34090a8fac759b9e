import { expect, test } from "vitest";
import { coreUrl, isLoopback, requireSafeTransport, urlText } from "./address.ts";
import type { Io } from "./io.ts";

const io = (env: Io["env"]): Io => ({ env, checkout: null }) as Io;

test.each([
  [{}, "http://127.0.0.1:3002"],
  [{ BACKEND_PORT: "4000" }, "http://127.0.0.1:4000"],
  [{ ENABLE_HTTPS: "true", BACKEND_PORT: "" }, "https://127.0.0.1:3002"],
  [{ PETA_URL: "https://core.example.org/peta/?x=1#y", BACKEND_PORT: "1" }, "https://core.example.org/peta"],
])("%j is %s", (env, expected) => expect(urlText(coreUrl(io(env)))).toBe(expected));

test.each(["core:3002", "ftp://core", "http://user:secret@core", "nonsense"])(
  "%s is refused without repeating a password",
  (url) => {
    expect(() => coreUrl(io({ PETA_URL: url }))).toThrow(/^((?!secret).)*$/);
  },
);

test("a name that only looks like this machine is another machine", () => {
  for (const local of ["http://localhost", "http://core.localhost", "http://127.9.9.9", "http://[::1]:1"])
    expect(isLoopback(new URL(local))).toBe(true);
  for (const other of [
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "http://notlocalhost",
    "http://10.0.0.1",
    "http://[::2]",
  ]) {
    expect(isLoopback(new URL(other))).toBe(false);
    expect(() => requireSafeTransport(io({}), new URL(other))).toThrow("plain http");
    expect(() => requireSafeTransport(io({ PETA_ALLOW_INSECURE_HTTP: "1" }), new URL(other))).not.toThrow();
    expect(() => requireSafeTransport(io({ PETA_ALLOW_INSECURE_HTTP: "yes" }), new URL(other))).toThrow("plain http");
  }
});
