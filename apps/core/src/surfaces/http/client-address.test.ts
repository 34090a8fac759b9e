import { describe, expect, test } from "vitest";
import { createClientAddress } from "./client-address.ts";

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as Parameters<ReturnType<typeof createClientAddress>>[0];

const direct = createClientAddress({ trustedProxies: [], isBehindProxy: false });
const behindProxy = createClientAddress({ trustedProxies: [], isBehindProxy: true });
const behindTrusted = createClientAddress({ trustedProxies: ["10.0.0.0/8", "2001:db8::/32"], isBehindProxy: false });

test.each([
  ["the socket's address", "192.0.2.1", undefined, "192.0.2.1"],
  ["written as IPv4 when it is one", "::ffff:192.0.2.1", undefined, "192.0.2.1"],
  ["written in the shortest form", "2001:0DB8:0:0:0:0:0:1", undefined, "2001:db8::1"],
  ["what the proxy on this machine saw", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["not what the client said of itself before", "::1", "10.0.0.5, 203.0.113.9", "203.0.113.9"],
  ["past proxies on this machine", "127.0.0.1", "203.0.113.9, 127.0.0.1, ::1", "203.0.113.9"],
  ["this machine's when everybody on the way is on it", "127.0.0.1", "127.0.0.2, ::1", "127.0.0.2"],
  ["nobody's when the proxy says something else", "127.0.0.1", "10.0.0.5, <b>", null],
  ["the socket's for a proxy elsewhere", "192.0.2.1", "10.0.0.5", "192.0.2.1"],
])("behind a proxy on this machine: %s", (_name, remote, forwarded, expected) => {
  expect(behindProxy(request(remote, forwarded))).toBe(expected);
});

test.each([
  ["what it saw", "10.1.2.3", "203.0.113.9", "203.0.113.9"],
  ["what the first of several saw", "10.1.2.3", "203.0.113.9, 2001:db8::7, 10.9.9.9", "203.0.113.9"],
  ["not past the first that is not trusted", "10.1.2.3", "198.51.100.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"],
  ["the farthest when all are trusted", "10.1.2.3", "10.4.4.4, 10.9.9.9", "10.4.4.4"],
  ["the proxy's own when it adds nothing", "10.1.2.3", undefined, "10.1.2.3"],
  ["with the port that some proxies add", "10.1.2.3", "203.0.113.9:55123", "203.0.113.9"],
  ["with the brackets that some proxies add", "10.1.2.3", "[2001:dead::9]:55123", "2001:dead::9"],
  ["nobody's when it adds what is no address", "10.1.2.3", "203.0.113.9, unknown", null],
  ["nobody's when it adds nothing but a comma", "10.1.2.3", "203.0.113.9,", null],
  ["nobody's for an address with a zone", "10.1.2.3", "fe80::1%eth0", null],
  ["the socket's when it is not trusted", "203.0.113.1", "10.0.0.5", "203.0.113.1"],
  ["the socket's for this machine, which is not listed", "127.0.0.1", "10.0.0.5", "127.0.0.1"],
])("with PETA_TRUSTED_PROXIES: %s", (_name, remote, forwarded, expected) => {
  expect(behindTrusted(request(remote, forwarded))).toBe(expected);
});

describe("nobody chooses an address (A2)", () => {
  test("without a proxy, whatever the header says", () => {
    expect(direct(request("127.0.0.1", "10.0.0.5"))).toBe("127.0.0.1");
    expect(direct(request("10.1.2.3", "192.0.2.1"))).toBe("10.1.2.3");
  });

  test("a long chain of addresses in front changes nothing", () => {
    const made = Array.from({ length: 2_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`).join(", ");
    expect(behindTrusted(request("10.1.2.3", `${made}, 203.0.113.9`))).toBe("203.0.113.9");
  });

  test("a socket that is gone has none", () => {
    expect(behindProxy(request(undefined))).toBeNull();
    expect(behindProxy(request(undefined, "203.0.113.9"))).toBeNull();
  });
});
