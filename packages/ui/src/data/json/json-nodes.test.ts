import { expect, test } from "vitest";
import { childPath, type JsonTreeState, searchJson, visibleNodes } from "./json-nodes.ts";

const state = (part: Partial<JsonTreeState> = {}): JsonTreeState => ({
  toggled: new Map(),
  expandDepth: 1,
  limits: new Map(),
  pageSize: 100,
  ...part,
});
const paths = (value: unknown, part?: Partial<JsonTreeState>) =>
  visibleNodes(value, state(part)).map((node) => node.path);

test("paths are written so that they can be pasted into JSONPath", () => {
  expect(childPath("$", "name")).toBe("$.name");
  expect(childPath("$.items", 0)).toBe("$.items[0]");
  expect(childPath("$", 'a "b"')).toBe('$["a \\"b\\""]');
});

test("levels above the depth are open, what was closed by hand stays closed", () => {
  const value = { a: { b: 1 } };
  expect(paths(value)).toEqual(["$", "$.a"]);
  expect(paths(value, { expandDepth: 2 })).toEqual(["$", "$.a", "$.a.b"]);
  expect(paths(value, { expandDepth: 2, toggled: new Map([["$.a", false]]) })).toEqual(["$", "$.a"]);
});

test("children beyond the limit are counted, not dropped in silence", () => {
  const nodes = visibleNodes(
    Array.from({ length: 130 }, (_, index) => index),
    state(),
  );
  expect(nodes).toHaveLength(102);
  expect(nodes.at(-1)).toMatchObject({ kind: "more", value: 30, position: 101, siblings: 101 });
  expect(
    paths(
      Array.from({ length: 130 }, () => 0),
      { limits: new Map([["$", 300]]) },
    ),
  ).toHaveLength(131);
});

test("empty containers and simple values have nothing to open", () => {
  const nodes = visibleNodes({ a: {}, b: [], c: null, d: "x" }, state());
  expect(nodes.slice(1).map((node) => node.isOpen)).toEqual([undefined, undefined, undefined, undefined]);
});

test("a search finds names and values, and opens the way to them", () => {
  const value = { payload: { card: { number: "4242" } }, note: "Card expired" };
  const { hits, forced } = searchJson(value, "CARD");
  expect([...hits].toSorted()).toEqual(["$.note", "$.payload.card"]);
  expect(paths(value, { forced })).toContain("$.payload.card");
  expect(searchJson(value, "  ").hits.size).toBe(0);
});

test("values that JSON does not know are drawn rather than thrown on", () => {
  expect(visibleNodes({ a: undefined, b: 10n }, state()).map((node) => node.kind)).toEqual(["object", "null", "other"]);
});
