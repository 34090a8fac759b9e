import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalAddress, parseAddress } from "./address.ts";
import { formatRange, isInRange, parseRange } from "./address-range.ts";
import { compileAddressRules } from "./address-rules.ts";

/** The oracle's addresses: one long number of so many bits. */
interface Plain {
  bits: 32 | 128;
  value: bigint;
}

const ipv4 = fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }).map((value): Plain => ({ bits: 32, value }));
const ipv6 = fc
  .oneof(
    fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
    // Many zeros, so that `::` has something to stand for.
    fc
      .array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 0xffffn })), { minLength: 8, maxLength: 8 })
      .map((groups) => groups.reduce((value, group) => (value << 16n) | group, 0n)),
  )
  .filter((value) => value >> 32n !== 0xffffn)
  .map((value): Plain => ({ bits: 128, value }));
const anyAddress = fc.oneof(ipv4, ipv6);

const dotted = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
const groupsOf = (value: bigint): bigint[] =>
  [112n, 96n, 80n, 64n, 48n, 32n, 16n, 0n].map((s) => (value >> s) & 0xffffn);
/** Without any abbreviation, as nobody writes it. */
const long = ({ bits, value }: Plain): string =>
  bits === 32
    ? dotted(value)
    : groupsOf(value)
        .map((group) => group.toString(16).padStart(4, "0").toUpperCase())
        .join(":");

/** By shifting the whole number: nothing like the code under test. */
const oracle = (base: Plain, prefix: number, address: Plain): boolean =>
  base.bits === address.bits &&
  base.value >> BigInt(base.bits - prefix) === address.value >> BigInt(base.bits - prefix);

const rangeOf = fc
  .record({ base: anyAddress, share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ base, share }) => ({
    base,
    prefix: Math.round(share * base.bits),
  }));
/** Near the range, so that both answers occur. */
const near = rangeOf.chain(({ base, prefix }) =>
  fc.record({
    range: fc.constant({ base, prefix }),
    address: fc.oneof(
      anyAddress,
      fc
        .bigInt({ min: 0n, max: (1n << BigInt(base.bits)) - 1n })
        .map((noise): Plain => ({ ...base, value: base.value ^ (noise >> BigInt(Math.max(prefix - 1, 0))) })),
    ),
  }),
);

describe("laws of address ranges", () => {
  test("an address is in a range as the oracle says, however both are written", () => {
    const answers = new Set<boolean>();
    fc.assert(
      fc.property(near, ({ range, address }) => {
        const isIn = oracle(range.base, range.prefix, address);
        answers.add(isIn);
        const parsed = parseRange(`${long(range.base)}/${range.prefix}`);
        const asked = parseAddress(long(address));
        expect(parsed).not.toBeNull();
        expect(asked).not.toBeNull();
        if (parsed && asked) expect(isInRange(parsed, asked)).toBe(isIn);
      }),
      { numRuns: 2_000 },
    );
    expect(answers).toEqual(new Set([true, false]));
  });

  test("the canonical text of an address is one text, and reads as the same address", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const canonical = canonicalAddress(long(address));
        expect(canonical).not.toBeNull();
        expect(parseAddress(canonical ?? "")).toEqual(parseAddress(long(address)));
        expect(canonicalAddress(canonical ?? "")).toBe(canonical);
        // What the platform makes of an IPv6 address is RFC 5952 too.
        if (address.bits === 128) expect(new URL(`http://[${long(address)}]/`).hostname).toBe(`[${canonical}]`);
      }),
      { numRuns: 1_000 },
    );
  });

  test("the canonical text of a range names the same addresses", () => {
    fc.assert(
      fc.property(near, ({ range, address }) => {
        const canonical = formatRange(parseRange(`${long(range.base)}/${range.prefix}`)!);
        const again = parseRange(canonical);
        expect(again && formatRange(again)).toBe(canonical);
        expect(again && isInRange(again, parseAddress(long(address))!)).toBe(oracle(range.base, range.prefix, address));
      }),
      { numRuns: 1_000 },
    );
  });

  test("an IPv4-mapped address is the IPv4 address that it is, in ranges and in requests", () => {
    fc.assert(
      fc.property(ipv4, fc.integer({ min: 0, max: 32 }), ({ value, bits }, prefix) => {
        const hex = `::ffff:${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
        for (const mapped of [hex, `::ffff:${dotted(value)}`, `0:0:0:0:0:FFFF:${dotted(value)}`]) {
          expect(canonicalAddress(mapped)).toBe(dotted(value));
          expect(parseRange(`${mapped}/${96 + prefix}`)).toEqual(parseRange(`${long({ value, bits })}/${prefix}`));
        }
      }),
    );
  });

  test("a set of rules lets in whoever is in one of them, nobody else, and remembers it right", () => {
    fc.assert(
      fc.property(
        fc.array(rangeOf, { minLength: 1, maxLength: 5 }),
        fc.array(anyAddress, { maxLength: 5 }),
        (ranges, asked) => {
          const rules = compileAddressRules(ranges.map(({ base, prefix }) => `${long(base)}/${prefix}`));
          const inside = ranges.map(({ base }) => base);
          for (const address of [...asked, ...inside, ...asked]) {
            expect(rules.allows(long(address))).toBe(ranges.some(({ base, prefix }) => oracle(base, prefix, address)));
          }
          expect(rules.allows(null)).toBe(false);
        },
      ),
    );
  });

  test("whatever text is asked for, nothing throws and no text without a digit or a colon gets in", () => {
    const rules = compileAddressRules(["0.0.0.0/0", "::/0"]);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./%]{0,45}$/)), (text) => {
        const isIn = rules.allows(text);
        expect(isIn).toBe(canonicalAddress(text) !== null);
        parseRange(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.256",
  "01.2.3.4",
  "1.2.3.4 ",
  "0x7f.0.0.1",
  "::1::",
  ":::",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1::2:3:4:5:6:7:8",
  "12345::",
  "fe80::1%eth0",
  "::ffff:1.2.3",
  "1.2.3.4::",
  "[::1]",
  "localhost",
  "",
])("%j is no address", (text) => {
  expect(parseAddress(text)).toBeNull();
  expect(parseRange(text)).toBeNull();
});

test.each([
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/",
  "10.0.0.0/08",
  "/8",
  "::/129",
  "::ffff:10.0.0.0/8",
  "10.0.0.0/8/8",
])("%j is no range", (text) => expect(parseRange(text)).toBeNull());

test.each([
  ["192.0.2.7/24", "192.0.2.0/24"],
  ["192.0.2.7/32", "192.0.2.7"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["2001:DB8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1"],
  ["2001:db8::ffff/33", "2001:db8::/33"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::/0", "::/0"],
])("%s is kept as %s", (written, canonical) => expect(formatRange(parseRange(written)!)).toBe(canonical));

test("stored rules that cannot be read let nobody in, and do not open the workspace", () => {
  const rules = compileAddressRules(["nonsense"]);
  expect([rules.isOpen, rules.allows("192.0.2.7"), rules.allows("nonsense")]).toEqual([false, false, false]);
  const open = compileAddressRules([]);
  expect([open.isOpen, open.allows(null)]).toEqual([true, true]);
});
