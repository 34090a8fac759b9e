import { expect, test } from "vitest";
import { isInRange, rangeSizeText, readIpRange } from "./ip-range.ts";

test("addresses and ranges of both kinds are read, with what they hold in words", () => {
  const sizeOf = (text: string) => {
    const range = readIpRange(text);
    return range.ok ? rangeSizeText(range) : range.problem;
  };
  expect(sizeOf("192.0.2.7")).toBe("One address");
  expect(sizeOf(" 192.0.2.0/24 ")).toBe("256 addresses");
  expect(sizeOf("0.0.0.0/0")).toBe("Every IPv4 address");
  expect(sizeOf("2001:db8::1")).toBe("One address");
  expect(sizeOf("2001:db8::/32")).toBe("IPv6 network, 2^96 addresses");
  expect(sizeOf("::/0")).toBe("Every IPv6 address");
  expect(sizeOf("::ffff:192.0.2.7")).toBe("One address");
});

test("what is no address, or can be read in two ways, is refused", () => {
  const wrong = [
    "",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.07",
    "192.0.2.0/33",
    "192.0.2.0/x",
    "1.2.3.4/8/8",
    "::1::",
    "2001:db8",
    "1:2:3:4:5:6:7:8:9",
    "localhost",
    "12345::",
  ];
  for (const text of wrong) expect([text, readIpRange(text).ok]).toEqual([text, false]);
});

test("what is kept is written in one way: bits behind the prefix are dropped, zeros are short", () => {
  const kept = (text: string) => {
    const range = readIpRange(text);
    return range.ok && range.text;
  };
  expect(kept("192.0.2.7/24")).toBe("192.0.2.0/24");
  expect(kept("192.0.2.7/32")).toBe("192.0.2.7");
  expect(kept("2001:DB8:0:0:0:0:0:1/32")).toBe("2001:db8::/32");
  expect(kept("fe80:0:0:1::1/64")).toBe("fe80:0:0:1::/64");
  expect(kept("::/0")).toBe("::/0");
  expect(kept("0:0:0:0:0:0:0:1")).toBe("::1");
});

test("an address is found in its range, also where IPv4 travels inside IPv6", () => {
  expect(isInRange("192.0.2.200", "192.0.2.0/24")).toBe(true);
  expect(isInRange("192.0.3.1", "192.0.2.0/24")).toBe(false);
  expect(isInRange("::ffff:192.0.2.7", "192.0.2.7")).toBe(true);
  expect(isInRange("2001:db8:1::5", "2001:db8::/32")).toBe(true);
  expect(isInRange("::1", "127.0.0.1")).toBe(false);
  expect(isInRange("nobody", "::/0")).toBe(false);
});
