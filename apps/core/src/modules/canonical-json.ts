import { createHash } from "node:crypto";

/**
 * JSON text with the keys of every object in code unit order, so that equal values have equal text.
 * Throws RangeError when the value nests deeper than `maxDepth`.
 */
export function canonicalJson(value: unknown, maxDepth: number): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (maxDepth <= 0) throw new RangeError("nested too deep");
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, maxDepth - 1)).join(",")}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, maxDepth - 1)}`).join(",")}}`;
}

/** SHA-256 over the canonical JSON text, hex. */
export const hashText = (canonical: string): string => createHash("sha256").update(canonical).digest("hex");

/** Whether two values that were bounded before have the same JSON; null and undefined are the same. */
export const isSameJson = (one: unknown, other: unknown): boolean =>
  (one ?? null) === (other ?? null) ||
  canonicalJson(one ?? null, Number.POSITIVE_INFINITY) === canonicalJson(other ?? null, Number.POSITIVE_INFINITY);
