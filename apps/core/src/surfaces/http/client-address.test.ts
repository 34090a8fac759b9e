import { expect, test } from "vitest";
import { createClientAddress } from "./client-address.ts";

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as Parameters<ReturnType<typeof createClientAddress>>[0];

test.each([
  ["the socket's address", "192.0.2.1", undefined, "192.0.2.1"],
  ["written as IPv4 when it is one", "::ffff:192.0.2.1", undefined, "192.0.2.1"],
  ["what the proxy on this machine saw", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["not what the client said of itself before", "::1", "10.0.0.5, 203.0.113.9", "203.0.113.9"],
  ["past proxies on this machine", "127.0.0.1", "203.0.113.9, 127.0.0.1, ::1", "203.0.113.9"],
  ["the proxy's own when it says something else", "127.0.0.1", "10.0.0.5, <b>", "127.0.0.1"],
  ["the socket's for a proxy elsewhere", "192.0.2.1", "10.0.0.5", "192.0.2.1"],
])("behind a proxy: %s", (_name, remote, forwarded, expected) => {
  expect(createClientAddress(true)(request(remote, forwarded))).toBe(expected);
});

test("without a proxy nobody on this machine chooses an address", () => {
  expect(createClientAddress(false)(request("127.0.0.1", "10.0.0.5"))).toBe("127.0.0.1");
  expect(createClientAddress(true)(request(undefined))).toBeNull();
});
