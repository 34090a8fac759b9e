/** An address range as somebody types it, read. */
export type IpRange =
  | {
      ok: true;
      family: 4 | 6;
      bits: bigint;
      prefix: number;
      /** As it is kept: without the bits behind the prefix. */
      text: string;
    }
  | { ok: false; problem: string };

const sizes = { 4: 32, 6: 128 } as const;

/** Reads `192.0.2.7`, `192.0.2.0/24`, `2001:db8::1` or `2001:db8::/32`. Bits behind the prefix are dropped. */
export function readIpRange(typed: string): IpRange {
  const text = typed.trim();
  if (text === "") return { ok: false, problem: "An address or a range is needed." };
  const [address = "", prefixText, ...rest] = text.split("/");
  const family = address.includes(":") ? 6 : 4;
  const whole = family === 6 ? readIpv6(address) : readIpv4(address);
  if (whole === null || rest.length > 0)
    return { ok: false, problem: "This is no IPv4 or IPv6 address, such as 192.0.2.0/24 or 2001:db8::/32." };
  const size = sizes[family];
  const prefix = prefixText === undefined ? size : Number(prefixText);
  if ((prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText)) || prefix > size)
    return { ok: false, problem: `After the slash stands a number from 0 to ${size}.` };
  const bits = maskOf(whole, prefix, size);
  return { ok: true, family, bits, prefix, text: `${formatOf(bits, family)}${prefix === size ? "" : `/${prefix}`}` };
}

const maskOf = (bits: bigint, prefix: number, size: number): bigint => {
  const rest = BigInt(size - prefix);
  return (bits >> rest) << rest;
};

/** Whether an address lies in a range. An IPv4 address inside IPv6 (`::ffff:192.0.2.7`) counts as IPv4. */
export function isInRange(address: string, range: string): boolean {
  const one = readIpRange(address.replace(/^::ffff:(?=\d+\.)/i, ""));
  const other = readIpRange(range);
  if (!one.ok || !other.ok || one.family !== other.family) return false;
  return maskOf(one.bits, other.prefix, sizes[other.family]) === other.bits;
}

/** "One address", "256 addresses", "Every IPv4 address". */
export function rangeSizeText({ family, prefix }: { family: 4 | 6; prefix: number }): string {
  const free = sizes[family] - prefix;
  if (free === 0) return "One address";
  if (prefix === 0) return `Every IPv${family} address`;
  return free <= 32 ? `${(2 ** free).toLocaleString("en")} addresses` : `IPv6 network, 2^${free} addresses`;
}

function readIpv4(text: string): bigint | null {
  const parts = text.split(".");
  // A leading zero is octal for some readers: what is not clear is refused.
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === "" ? [] : groupsOf(half)));
  const [head, tail] = groups;
  if (!head || groups.includes(null)) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  return [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])].reduce(
    (sum, group) => sum * 65_536n + BigInt(group),
    0n,
  );
}

function groupsOf(half: string): number[] | null {
  const parts = half.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes(".")) {
      const dotted = index === parts.length - 1 ? readIpv4(part) : null;
      if (dotted === null) return null;
      groups.push(Number(dotted >> 16n), Number(dotted & 0xff_ffn));
    } else if (/^[\da-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

function formatOf(bits: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xff_ffn).toString(16));
  const longest = [...groups.join(":").matchAll(/\b0(?::0)+\b/g)].toSorted((a, b) => b[0].length - a[0].length)[0];
  const joined = groups.join(":");
  if (!longest) return joined;
  return `${joined.slice(0, longest.index)}::${joined.slice(longest.index + longest[0].length)}`.replaceAll(
    /:{3,}/g,
    "::",
  );
}
