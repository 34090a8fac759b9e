import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./definition-hash.ts";
import { describeQuarantine, mergeCatalogue } from "./merge-catalogue.ts";
import type { CatalogueReading } from "./read-catalogue.ts";
import type { Capability } from "./server.ts";

const read = (...items: [kind: Capability["kind"], name: string, hash: string][]): CatalogueReading => ({
  capabilities: items.map(([kind, name, definitionHash], position) => ({
    kind,
    name,
    definition: { name },
    definitionHash,
    position,
  })),
  problems: [],
});
const known = (more: Partial<Capability>): Capability => ({
  kind: "tool",
  name: "a",
  definition: {},
  definitionHash: "1",
  position: 0,
  enabled: true,
  dangerLevel: 0,
  ...more,
});

describe("mergeCatalogue", () => {
  test("the first reading switches everything on: the administrator has just looked at it", () => {
    const merged = mergeCatalogue([], read(["tool", "a", "1"], ["prompt", "p", "1"]), true);
    expect(merged.capabilities.map(({ enabled, dangerLevel }) => [enabled, dangerLevel])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect(merged.quarantined).toEqual([]);
  });

  test("switches and danger levels of what is known stay", () => {
    const merged = mergeCatalogue([known({ enabled: false, dangerLevel: 3 })], read(["tool", "a", "1"]), false);
    expect(merged).toMatchObject({
      capabilities: [{ enabled: false, dangerLevel: 3 }],
      isChanged: false,
      quarantined: [],
    });
  });

  test("A37: a tool whose definition changed is off, and keeps its danger level", () => {
    const merged = mergeCatalogue([known({ dangerLevel: 2 })], read(["tool", "a", "2"]), false);
    expect(merged).toMatchObject({
      capabilities: [{ enabled: false, dangerLevel: 2, definitionHash: "2" }],
      quarantined: ["a"],
      isChanged: true,
    });
  });

  test("A37: a tool that appears later is off; one that is gone is gone", () => {
    const merged = mergeCatalogue([known({})], read(["tool", "b", "1"]), false);
    expect(merged.capabilities).toMatchObject([{ name: "b", enabled: false }]);
    expect(merged.quarantined).toEqual(["b"]);
  });

  test("resources, templates and prompts follow the server", () => {
    const before = [known({ kind: "resource", name: "r" }), known({ kind: "prompt", name: "p", enabled: false })];
    const merged = mergeCatalogue(
      before,
      read(["resource", "r", "2"], ["resource", "new", "1"], ["prompt", "p", "2"], ["template", "t", "1"]),
      false,
    );
    expect(merged.capabilities.map(({ enabled }) => enabled)).toEqual([true, true, false, true]);
    expect(merged.quarantined).toEqual([]);
  });

  test("law: a tool that is on was on before with the same definition, or this is the first reading", () => {
    const item = fc.tuple(
      fc.constantFrom("tool" as const, "prompt" as const),
      fc.constantFrom("a", "b", "c"),
      fc.constantFrom("1", "2"),
    );
    const items = fc.uniqueArray(item, { selector: ([kind, name]) => `${kind} ${name}` });
    fc.assert(
      fc.property(items, items, fc.boolean(), (before, now, isOn) => {
        const knownBefore = before.map(([kind, name, definitionHash], position) =>
          known({ kind, name, definitionHash, position, enabled: isOn }),
        );
        for (const tool of mergeCatalogue(knownBefore, read(...now), false).capabilities) {
          if (tool.kind !== "tool" || !tool.enabled) continue;
          expect(knownBefore).toContainEqual(
            expect.objectContaining({
              kind: "tool",
              name: tool.name,
              definitionHash: tool.definitionHash,
              enabled: true,
            }),
          );
        }
      }),
    );
  });

  test("the notice names a few tools and counts the rest", () => {
    expect(describeQuarantine(["a", "b", "c", "d", "e", "f", "g"])).toContain("a, b, c, d, e and 2 more");
  });
});

describe("canonicalJson", () => {
  test("the order of keys changes nothing, every value does", () => {
    expect(canonicalJson({ b: [1, { d: 1, c: null }], a: "x" }, 9)).toBe(
      canonicalJson({ a: "x", b: [1, { c: null, d: 1 }] }, 9),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value, 100))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("A34: depth has a bound", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(() => canonicalJson(deep, 64)).toThrow(RangeError);
  });
});
