import type dns from "node:dns";
import { describe, expect, test } from "vitest";
import { createAddressGuard } from "./guard-address.ts";

const guard = createAddressGuard();

describe("A17, A40: literal addresses", () => {
  test.each([
    "169.254.169.254",
    "169.254.0.1",
    "0.0.0.0",
    "100.100.100.200",
    "168.63.129.16",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[fec0::1]",
    "[fd00:ec2::254]",
    "[::]",
    "[ff02::1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::169.254.169.254]",
    "[64:ff9b::169.254.169.254]",
    "[64:ff9b:1::169.254.169.254]",
    "[::ffff:0:169.254.169.254]",
    "[2001:db8::5efe:169.254.169.254]",
    "[2001:db8::200:5efe:169.254.169.254]",
    "[2002:a9fe:a9fe::1]",
  ])("%s is refused", (host) => {
    expect(() => guard.checkHost(new URL(`http://${host}/`).hostname)).toThrow(
      expect.objectContaining({ code: "server.launch_refused" }),
    );
  });

  test.each(["2852039166", "0xa9fea9fe", "0251.0376.0251.0376"])(
    "%s is the same address in another form, and refused",
    (host) => {
      expect(() => guard.checkHost(new URL(`http://${host}/`).hostname)).toThrow(
        expect.objectContaining({ code: "server.launch_refused" }),
      );
    },
  );

  test.each([
    "127.0.0.1",
    "10.0.0.8",
    "192.168.1.4",
    "[::1]",
    "[fd12::1]",
    "93.184.216.34",
    "[2606:2800::1]",
    "mcp.example.com",
  ])("%s is allowed", (host) => {
    expect(() => guard.checkHost(new URL(`http://${host}/`).hostname)).not.toThrow();
  });
});

describe("A40: names are checked when they are dialled", () => {
  const resolveTo = (...addresses: string[]) => {
    const answers = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    return ((_host: string, _options: unknown, callback: (error: null, found: unknown) => void) =>
      callback(null, answers)) as unknown as typeof dns.lookup;
  };
  const lookup = (resolve: typeof dns.lookup, all: boolean) =>
    new Promise((done) =>
      createAddressGuard(resolve).lookup("name.example", { all }, (error, address) => done(error ?? address)),
    );

  test("one refused address among several is enough", async () => {
    for (const all of [true, false]) {
      expect(await lookup(resolveTo("93.184.216.34", "169.254.169.254"), all)).toMatchObject({
        code: "server.launch_refused",
      });
    }
  });

  test("good addresses are passed on in the form that was asked for", async () => {
    expect(await lookup(resolveTo("10.0.0.8"), false)).toBe("10.0.0.8");
    expect(await lookup(resolveTo("10.0.0.8"), true)).toEqual([{ address: "10.0.0.8", family: 4 }]);
  });
});
