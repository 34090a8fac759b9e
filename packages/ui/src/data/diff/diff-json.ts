import { childPath } from "../json/json-nodes.ts";

export type JsonChange = "same" | "changed" | "added" | "removed";

/** One place of two JSON values: a simple value, or a whole part that only one side has. */
export interface JsonDifference {
  /** As JSONPath writes it: `$.items[0]`. */
  path: string;
  change: JsonChange;
  before: unknown;
  after: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** True when both are the same JSON; the order of an object's names does not count. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((one, i) => isSameJson(one, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
  );
}

/**
 * What is different between two JSON values, place by place, in the order of `after`; places that are the same are
 * part of the answer. Items of lists are compared after what both ends have in common is taken away.
 */
export function diffJson(before: unknown, after: unknown, path = "$"): JsonDifference[] {
  if (isSameJson(before, after)) return [{ path, change: "same", before, after }];
  if (isObject(before) && isObject(after)) return diffObjects(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  return [{ path, change: "changed", before, after }];
}

function diffObjects(before: Record<string, unknown>, after: Record<string, unknown>, path: string): JsonDifference[] {
  const kept = Object.keys(after).flatMap((name) => {
    const place = childPath(path, name);
    if (Object.hasOwn(before, name)) return diffJson(before[name], after[name], place);
    return [{ path: place, change: "added" as const, before: undefined, after: after[name] }];
  });
  const gone = Object.keys(before)
    .filter((name) => !Object.hasOwn(after, name))
    .map((name) => ({
      path: childPath(path, name),
      change: "removed" as const,
      before: before[name],
      after: undefined,
    }));
  return [...kept, ...gone];
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: string): JsonDifference[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSameJson(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isSameJson(before.at(-1 - end), after.at(-1 - end))) end++;
  const differences: JsonDifference[] = [];
  const pairs = Math.min(before.length, after.length) - end;
  for (let i = 0; i < pairs; i++) differences.push(...diffJson(before[i], after[i], childPath(path, i)));
  for (let i = pairs; i < after.length - end; i++)
    differences.push({ path: childPath(path, i), change: "added", before: undefined, after: after[i] });
  for (let i = pairs; i < before.length - end; i++)
    differences.push({ path: childPath(path, i), change: "removed", before: before[i], after: undefined });
  for (let i = after.length - end; i < after.length; i++)
    differences.push({ path: childPath(path, i), change: "same", before: after[i], after: after[i] });
  return differences;
}

/** "2 changed, 1 added, 4 the same". */
export function differenceSentence(differences: readonly JsonDifference[]): string {
  const words: readonly [JsonChange, string][] = [
    ["changed", "changed"],
    ["added", "added"],
    ["removed", "removed"],
    ["same", "the same"],
  ];
  const counted = words
    .map(([change, word]) => [differences.filter((one) => one.change === change).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  return counted.join(", ");
}
