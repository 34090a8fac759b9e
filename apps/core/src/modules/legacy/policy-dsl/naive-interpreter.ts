import type { adminWire } from "@peta/contract";

// The legacy language as a person reads its contract, with no thought for speed: what translations are held against.

type Call = { serverId: string; tool: string; args: Record<string, unknown> };
const UNSET = Symbol("unset");

const globMatches = (glob: string, text: string): boolean => {
  const matches = (g: number, t: number): boolean => {
    if (g === glob.length) return t === text.length;
    if (glob[g] === "*") return matches(g + 1, t) || (t < text.length && matches(g, t + 1));
    return t < text.length && (glob[g] === "?" || glob[g] === text[t]) && matches(g + 1, t + 1);
  };
  return matches(0, 0);
};

function walk(from: unknown, segments: readonly string[]): unknown {
  let value: unknown = from;
  for (const segment of segments) {
    if (typeof value === "string" && segment === "length") value = Array.from(value).length;
    else if (Array.isArray(value)) {
      if (segment === "length") value = value.length;
      else if (/^(0|[1-9]\d*)$/.test(segment) && Number(segment) < value.length) value = value[Number(segment)];
      else return UNSET;
    } else if (typeof value === "object" && value !== null && Object.hasOwn(value, segment))
      value = (value as Record<string, unknown>)[segment];
    else return UNSET;
  }
  return value;
}

function toNumber(value: unknown): number | typeof UNSET {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return UNSET;
  return Number.isNaN(Number(value)) ? UNSET : Number(value);
}

const toText = (value: unknown): string | typeof UNSET =>
  ["string", "number", "boolean"].includes(typeof value) ? String(value) : UNSET;

function extractValue({ path, type }: adminWire.LegacyExtract, args: unknown): unknown {
  const value = walk(args, path.split("."));
  if (type === "string") return toText(value);
  if (type === "number") return toNumber(value);
  if (type === "boolean")
    return value === true || value === "true" ? true : value === false || value === "false" ? false : UNSET;
  if (typeof value !== "string") return UNSET;
  if (type === "bytes.length") return Buffer.byteLength(value);
  const host = URL.canParse(value) ? new URL(value).host.replace(/\.$/, "").replace(".:", ":") : "";
  return host === "" ? UNSET : host;
}

function holds({ left, op, right }: adminWire.LegacyCondition, read: (operand: unknown) => unknown): boolean {
  const [a, b] = [read(left), read(right)];
  const isScalar = (value: unknown): boolean => value !== UNSET && (typeof value !== "object" || value === null);
  switch (op) {
    case "eq":
      return isScalar(a) && a === b;
    case "neq":
      return !(isScalar(a) && a === b);
    case "in":
      return Array.isArray(b) && isScalar(a) && b.includes(a);
    case "not_in":
      return Array.isArray(b) && !(isScalar(a) && b.includes(a));
    case "matches": {
      const text = toText(a);
      return text !== UNSET && typeof b === "string" && new RegExp(b).test(text);
    }
    default: {
      const [x, y] = [toNumber(a), toNumber(b)];
      if (typeof x === "symbol" || typeof y === "symbol") return false;
      return op === "gt" ? x > y : op === "gte" ? x >= y : op === "lt" ? x < y : x <= y;
    }
  }
}

function applies(rule: adminWire.LegacyRule, call: Call): boolean {
  if (rule.match.tool !== undefined && !globMatches(rule.match.tool, call.tool)) return false;
  if (rule.match.serverId !== undefined && !globMatches(rule.match.serverId, call.serverId)) return false;
  const variables = new Map(Object.entries(rule.extract).map(([name, one]) => [name, extractValue(one, call.args)]));
  const read = (operand: unknown): unknown => {
    if (typeof operand !== "string" || !operand.startsWith("$")) return operand;
    const [name = "", ...rest] = operand.slice(1).split(".");
    if (name === "args") return walk(call.args, rest);
    const variable = variables.get(name) ?? UNSET;
    if (variable === UNSET) return walk(call.args, [name, ...rest]);
    return rest.length === 0 ? variable : UNSET;
  };
  return rule.when.every((condition) => holds(condition, read));
}

export interface NaiveSet {
  serverId: string | null;
  version: number;
  rules: readonly adminWire.LegacyRule[];
}

/** Decision of the first rule that applies; null where none does. */
export function decideNaively(
  sets: readonly NaiveSet[],
  call: Call,
): adminWire.LegacyRule["effect"]["decision"] | null {
  const active = sets
    .filter(({ serverId }) => serverId === null || serverId === call.serverId)
    .toSorted((a, b) => Number(a.serverId === null) - Number(b.serverId === null) || b.version - a.version);
  for (const { rules } of active)
    for (const rule of rules.toSorted((a, b) => a.priority - b.priority))
      if (applies(rule, call)) return rule.effect.decision;
  return null;
}
