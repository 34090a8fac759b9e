import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, hashText } from "../canonical-json.ts";
import { describeQuarantine, mergeCatalogue } from "./merge-catalogue.ts";
import type { CatalogueReading } from "./read-catalogue.ts";
import { type Capability, isListed } from "./server.ts";

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

  test("A37: what a tool in quarantine was stays to be compared with, whatever it becomes", () => {
    const was = known({ definition: { name: "a", description: "Was." } });
    const through = (...hashes: string[]) =>
      hashes.reduce(
        (state, hash) =>
          mergeCatalogue(
            state,
            read(...(hash ? [["tool", "a", hash] as [Capability["kind"], string, string]] : [])),
            false,
          ).capabilities,
        [was] as readonly Capability[],
      );
    for (const later of [["2"], ["2", "2"], ["2", "3"], ["2", ""], ["2", "", "2"], ["2", "1"]])
      expect(through(...later)).toMatchObject([{ enabled: false, quarantine: { before: was.definition } }]);
    expect(through("1")).toMatchObject([{ enabled: true, quarantine: null }]);
    expect(mergeCatalogue([], read(["tool", "new", "1"]), false).capabilities).toMatchObject([
      { quarantine: { before: null } },
    ]);
    expect(mergeCatalogue([], read(["tool", "new", "1"]), true).capabilities).toMatchObject([{ quarantine: null }]);
  });

  test("what is chosen for callers without a sign-in stays chosen as long as it is the same (A37)", () => {
    const isChosen = (before: Capability, ...hashes: string[]) =>
      hashes.reduce(({ capabilities }, hash) => mergeCatalogue(capabilities, read(["tool", "a", hash]), false), {
        capabilities: [before],
      }).capabilities[0]?.anonymous;
    const gone = mergeCatalogue([known({ anonymous: true })], read(), false).capabilities;
    expect(isChosen(known({ anonymous: true }), "1", "1")).toBe(true);
    expect(mergeCatalogue(gone, read(["tool", "a", "1"]), false).capabilities[0]?.anonymous).toBe(true);
    expect(isChosen(known({ anonymous: true }), "2", "1")).toBe(false);
    expect(isChosen(known({}), "1")).toBe(false);
  });

  test("A37: a tool that appears later is off; one that is gone is not shown", () => {
    const merged = mergeCatalogue([known({})], read(["tool", "b", "1"]), false);
    expect(merged.capabilities.filter(isListed)).toMatchObject([{ name: "b", enabled: false }]);
    expect(merged.quarantined).toEqual(["b"]);
  });

  test.each(["tool", "resource"] as const)(
    "A37: a %s that is left out once comes back with its switch and its level",
    (kind) => {
      const through = (capability: Capability): Capability | undefined => {
        const gone = mergeCatalogue([capability], read(), false);
        expect(gone.capabilities.filter((it) => isListed(it) || it.enabled)).toEqual([]);
        const again = mergeCatalogue(gone.capabilities, read(), false);
        expect(again).toMatchObject({ isChanged: false, capabilities: gone.capabilities });
        return mergeCatalogue(again.capabilities, read([kind, "a", "1"]), false).capabilities[0];
      };
      expect(through(known({ kind, enabled: false, dangerLevel: 3 }))).toMatchObject({
        enabled: false,
        dangerLevel: 3,
      });
      expect(through(known({ kind, dangerLevel: 2 }))).toMatchObject({ enabled: true, dangerLevel: 2 });
      expect(through(known({ kind }))).toMatchObject({ enabled: true, position: 0 });
    },
  );

  test("A34: what is only remembered has a bound", () => {
    const many = Array.from({ length: 2_000 }, (_, position) => known({ name: `t${position}`, position }));
    expect(mergeCatalogue(many, read(), false).capabilities).toHaveLength(500);
  });

  test("resources, templates and prompts follow the server", () => {
    const before = [known({ kind: "resource", name: "r" }), known({ kind: "prompt", name: "p", enabled: false })];
    const merged = mergeCatalogue(
      before,
      read(["resource", "r", "2"], ["resource", "new", "1"], ["prompt", "p", "2"], ["template", "t", "1"]),
      false,
    );
    expect(merged.capabilities.filter(isListed).map(({ enabled }) => enabled)).toEqual([true, true, false, true]);
    expect(merged.quarantined).toEqual([]);
  });

  test("law: whatever a server lists one after the other, nothing is on that was not on with the same definition", () => {
    const item = fc.tuple(
      fc.constantFrom("tool" as const, "prompt" as const),
      fc.constantFrom("a", "b", "c"),
      fc.constantFrom("1", "2"),
    );
    const items = fc.uniqueArray(item, { selector: ([kind, name]) => `${kind} ${name}` });
    fc.assert(
      fc.property(items, fc.array(items, { maxLength: 6 }), fc.nat(20), (first, later, switchedOff) => {
        const seen = mergeCatalogue([], read(...first), true).capabilities;
        let state = seen.map((it, index) => ({ ...it, enabled: index !== switchedOff }));
        const off = seen[switchedOff];
        const approved = state.filter(({ enabled }) => enabled);
        for (const listed of later) {
          state = mergeCatalogue(state, read(...listed), false).capabilities;
          for (const { kind, name, definitionHash } of state.filter((it) => it.enabled && it.kind === "tool")) {
            expect(approved).toContainEqual(expect.objectContaining({ kind, name, definitionHash }));
          }
          if (off) expect(state.some((it) => it.kind === off.kind && it.name === off.name && it.enabled)).toBe(false);
        }
      }),
    );
  });

  test("law: whatever a server lists, a prompt that is known is shown with the words of the first reading (A37)", () => {
    const words = fc.constantFrom({}, { title: "A" }, { description: "B" }, { title: "A", description: "C" });
    const listing = fc.option(fc.record({ words, size: fc.nat(2) }), { nil: undefined });
    const readPrompt = (item: { words: object; size: number } | undefined): CatalogueReading => {
      const definition = { name: "p", ...item?.words, size: item?.size };
      const hash = hashText(canonicalJson(definition, 9));
      const { capabilities, problems } = item ? read(["prompt", "p", hash]) : read();
      return { capabilities: capabilities.map((one) => ({ ...one, definition })), problems };
    };
    fc.assert(
      fc.property(words, fc.array(listing, { maxLength: 6 }), (first, later) => {
        let state = mergeCatalogue([], readPrompt({ words: first, size: 0 }), true).capabilities;
        for (const item of later) {
          state = mergeCatalogue(state, readPrompt(item), false).capabilities;
          const [prompt] = state.filter(isListed);
          if (!prompt || !item) continue;
          expect(prompt.definition).toEqual({ name: "p", ...first, size: item.size });
          expect(prompt.definitionHash).toBe(hashText(canonicalJson(prompt.definition, 9)));
          expect(Boolean(prompt.waitingWording)).toBe(canonicalJson(item.words, 9) !== canonicalJson(first, 9));
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
