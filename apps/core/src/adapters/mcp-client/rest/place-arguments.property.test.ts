import fc from "fast-check";
import { type RestTool, restToolSchema } from "@peta/contract";
import { describe, expect, test } from "vitest";
import { ToolError } from "./api-request.ts";
import { placeArguments } from "./place-arguments.ts";

const BASE = "https://api.example.com/v1";
const tool: RestTool = restToolSchema.parse({
  name: "any",
  method: "POST",
  path: "/a/{first}/b/{second}.json",
  parameters: [
    { name: "first", in: "path" },
    { name: "second", in: "path" },
    { name: "q", in: "query", schema: {} },
    { name: "deep", in: "query", style: "deep", schema: {} },
    { name: "h", as: "X-H", in: "header" },
    { name: "b", in: "body", schema: {} },
  ],
});

/** Text with what ends one part of a request and begins another. */
const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(
      "/",
      "\\",
      ".",
      "%",
      "2e",
      "2f",
      "5c",
      "?",
      "#",
      "&",
      "=",
      "\r\n",
      "\0",
      ";",
      "@",
      ":",
      "a",
      "ü",
      "\ud800",
    ),
  }),
);

const place = (args: Record<string, unknown>) => {
  try {
    return placeArguments({ baseUrl: BASE }, tool, args);
  } catch (error) {
    if (error instanceof ToolError) return null;
    throw error;
  }
};

describe("A46: whatever the arguments hold", () => {
  test("the request keeps its shape: origin, number of segments, names of the query, headers and members", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, hostile, (first, second, q, h, b) => {
        const request = place({ first, second, q, h, b });
        if (!request) return;
        const { url, headers, body } = request;
        expect(url.origin).toBe("https://api.example.com");
        const segments = url.pathname.split("/");
        expect(segments).toHaveLength(6);
        expect(decodeURIComponent(segments[3] ?? "")).toBe(first);
        expect(decodeURIComponent(segments[5] ?? "")).toBe(`${second}.json`);
        expect([...url.searchParams]).toEqual([["q", q]]);
        expect(Object.keys(headers).sort()).toEqual(["accept", "content-type", "x-h"]);
        expect(headers["x-h"]).toBe(h);
        expect(headers["x-h"]).not.toMatch(/[\r\n\0]/);
        expect(JSON.parse(body ?? "")).toEqual({ b });
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test("ordinary values are not refused", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w ü@:;,+-]{1,20}$/), (word) => {
        expect(place({ first: word, second: word, q: word })).not.toBeNull();
      }),
      { seed: 12, numRuns: 100 },
    );
  });

  test.each(["..", ".", "%2e%2e", "%252e%252e", "../admin", "a/../../b", "..\\b", "..%2fadmin", "a\nb", "a%00b", ""])(
    "A60: %j is no part of a path",
    (first) => expect(place({ first, second: "x" })).toBeNull(),
  );

  test("a step up that template and value make together is refused", () => {
    const dotted = restToolSchema.parse({ ...tool, path: "/a/{first}/.{second}" });
    expect(() => placeArguments({ baseUrl: BASE }, dotted, { first: "x", second: "." })).toThrow(ToolError);
    const joined = restToolSchema.parse({
      name: "j",
      method: "GET",
      path: "/{a}{b}",
      parameters: [
        { name: "a", in: "path" },
        { name: "b", in: "path" },
      ],
    });
    expect(() => placeArguments({ baseUrl: BASE }, joined, { a: "%2", b: "e%2e" })).not.toThrow();
    expect(placeArguments({ baseUrl: BASE }, joined, { a: "%2", b: "e%2e" }).url.pathname).toBe("/v1/%252e%252e");
  });
});

describe("arguments that do not fit", () => {
  const typed = restToolSchema.parse({
    name: "typed",
    method: "GET",
    path: "/x",
    parameters: [
      { name: "limit", in: "query", required: true, schema: { type: "integer" } },
      { name: "sort", in: "query", schema: { enum: ["up", "down"] } },
      { name: "h", in: "header" },
    ],
  });
  test.each([
    [{}, 'The argument "limit" is needed.'],
    [{ limit: null }, 'The argument "limit" is needed.'],
    [{ limit: "5" }, 'The argument "limit" must be of the type integer.'],
    [{ limit: 5, sort: "sideways" }, 'The argument "sort" must be one of "up", "down".'],
    [{ limit: 5, other: 1 }, 'There is no argument "other". The tool takes limit, sort, h.'],
    [
      { limit: 5, h: "a\r\nx: y" },
      'The argument "h" holds a line break or another character that a header cannot carry.',
    ],
  ])("%j is refused, and says why", (args, message) => {
    expect(() => placeArguments({ baseUrl: BASE }, typed, args)).toThrow(new ToolError(message));
  });

  test("what is null or left away is not sent", () => {
    expect(placeArguments({ baseUrl: BASE }, typed, { limit: 5, sort: null }).url.href).toBe(`${BASE}/x?limit=5`);
  });
});

test.each([
  ["repeat", "l=1&l=2"],
  ["comma", "l=1%2C2"],
  ["space", "l=1%202"],
  ["pipe", "l=1%7C2"],
  ["json", "l=%5B1%2C2%5D"],
] as const)("a list in the style %s", (style, query) => {
  const listed = restToolSchema.parse({
    name: "l",
    method: "GET",
    path: "/x",
    parameters: [{ name: "l", in: "query", style, schema: { type: "array" } }],
  });
  expect(placeArguments({ baseUrl: BASE }, listed, { l: [1, 2] }).url.search).toBe(`?${query}`);
});

test("an object in the style deep", () => {
  expect(
    placeArguments({ baseUrl: BASE }, tool, { first: "a", second: "b", deep: { x: 1, "y&": "z" } }).url.search,
  ).toBe("?deep%5Bx%5D=1&deep%5By%26%5D=z");
});

describe("A46: an object's members are no other parameters", () => {
  const fixed = restToolSchema.parse({
    name: "f",
    method: "GET",
    path: "/x",
    parameters: [
      { name: "scope", in: "query", value: "public" },
      { name: "only", as: "filter[tenant]", in: "query", value: "own" },
      { name: "more", in: "query", schema: {} },
      { name: "filter", in: "query", style: "deep", schema: { type: "object" } },
    ],
  });
  const searchOf = (args: Record<string, unknown>) => placeArguments({ baseUrl: BASE }, fixed, args).url.search;
  const OWN = "scope=public&filter%5Btenant%5D=own";

  test.each([
    { more: { scope: "all" } },
    { more: { "scope[]": "all" } },
    { more: { "filter[tenant]": "other" } },
    { filter: { tenant: "other" } },
  ])("%j is refused", (args) => {
    expect(() => searchOf(args)).toThrow(/a parameter of its own/);
  });

  test("and other members are sent", () => {
    expect(searchOf({ more: { page: 1 }, filter: { name: "n" } })).toBe(`?${OWN}&page=1&filter%5Bname%5D=n`);
    expect(searchOf({ more: "text" })).toBe(`?${OWN}&more=text`);
  });
});
