import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keepFields, parseSelector, selectValue } from "./select-value.ts";

const document = {
  data: { items: [{ id: 1, "odd name": "x" }, { id: 2 }], "a/b": { "m~n": true } },
  "it's": 3,
};
const select = (text: string, value: unknown = document): unknown => {
  const selector = parseSelector(text);
  if (!selector) throw new Error(`${text} is no selector`);
  return selectValue(value, selector);
};

describe("a place in a document", () => {
  test.each([
    ["/data/items/1/id", 2],
    ["/data/a~1b/m~0n", true],
    ["$", document],
    ["$.data.items[0].id", 1],
    ["$['data'][\"items\"][0]['odd name']", "x"],
    ["$['it\\'s']", 3],
    ["$.data.items[*].id", [1, 2]],
    ["$.data.items.*.id", [1, 2]],
    ["$.data.items[*].nothing", []],
    ["$.data.items[7]", undefined],
    ["/data/items/01", undefined],
    ["/nothing/here", undefined],
  ])("%s", (text, expected) => expect(select(text)).toEqual(expected));

  test.each(["data.items", "$..id", "$[?(@.id)]", "$.data[", "$.data[-1]", "/a~2", "$.a b", "", "$[1:2]"])(
    "%s is none",
    (text) => expect(parseSelector(text)).toBeNull(),
  );

  test("A30: what every object has is no member of the document", () => {
    expect(select("/constructor/name")).toBeUndefined();
    expect(select("$.__proto__")).toBeUndefined();
  });

  test("whatever a member is called, a pointer and a path find it", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (name, value) => {
        const of = Object.fromEntries([[name, value]]);
        expect(select(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, of)).toEqual(value);
        expect(select(`$['${name.replace(/['\\]/g, "\\$&")}']`, of)).toEqual(value);
      }),
      { seed: 7 },
    );
  });
});

describe("members that are kept", () => {
  test("of each entry, also of members of members", () => {
    const entries = [
      { id: 1, owner: { name: "a", mail: "b" }, x: 1 },
      { id: 2, owner: [{ name: "c", mail: "d" }] },
      "text",
    ];
    expect(keepFields(entries, ["id", "owner.name"])).toEqual([
      { id: 1, owner: { name: "a" } },
      { id: 2, owner: [{ name: "c" }] },
      "text",
    ]);
  });

  test("the whole member, where it is asked for itself too", () => {
    expect(keepFields({ owner: { name: "a", mail: "b" } }, ["owner.name", "owner"])).toEqual({
      owner: { name: "a", mail: "b" },
    });
  });
});
