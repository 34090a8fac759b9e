import { type ClientCapabilities, type ClientCapability, capabilityTreeSchema } from "@peta/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildCapabilityTree, type LegacyServerFacts } from "./capability-tree.ts";
import { createEntryNames } from "./entry-names.ts";
import { readTreeChanges } from "./tree-changes.ts";

const tool = (name: string, more: Partial<ClientCapability> = {}): ClientCapability => ({
  kind: "tool",
  name,
  title: null,
  description: "Does it.",
  effect: "allow",
  dependsOnCall: false,
  enabled: null,
  baseDangerLevel: 0,
  dangerLevel: 0,
  reason: "",
  ...more,
});
const view = (capabilities: ClientCapability[], more: Partial<ClientCapabilities["servers"][number]> = {}) =>
  ({
    principalId: "ann",
    clientKey: "*",
    servers: [
      {
        serverId: "notes",
        displayName: "Notes",
        status: "online",
        enabled: null,
        isConfigurable: false,
        isConfigured: true,
        capabilities,
        ...more,
      },
    ],
  }) satisfies ClientCapabilities;
const facts = (serverId: string): LegacyServerFacts => ({
  legacyId: serverId,
  category: 5,
  authType: 1,
  configTemplate: "{}",
  entryName: (_kind, name) => name,
});

describe("the tree", () => {
  test("what a rule decides call by call is on: the client sees it", () => {
    const shown = view([tool("write", { effect: "deny", dependsOnCall: true })]);
    expect(buildCapabilityTree(shown, facts).notes?.tools.write?.enabled).toBe(true);
    expect(readTreeChanges(shown, facts, { notes: { tools: { write: { enabled: false } } } })).toEqual([
      { serverId: "notes", capability: { kind: "tool", name: "write" }, enabled: false },
    ]);
  });

  test("says what the view says, in the legacy numbers", () => {
    const tree = buildCapabilityTree(
      view([tool("read"), tool("write", { effect: "deny", dangerLevel: 2, baseDangerLevel: 1 })], {
        status: "sleeping",
      }),
      facts,
    );
    expect(tree.notes).toEqual({
      enabled: true,
      serverName: "Notes",
      allowUserInput: false,
      authType: 1,
      category: 5,
      configTemplate: "{}",
      configured: true,
      status: 4,
      tools: {
        read: { enabled: true, description: "Does it.", dangerLevel: 0 },
        write: { enabled: false, description: "Does it.", dangerLevel: 2 },
      },
      resources: {},
      prompts: {},
    });
    expect(capabilityTreeSchema.parse(tree)).toEqual(tree);
  });

  test("a server that is switched off, by an administrator or by the user, is not enabled", () => {
    expect(buildCapabilityTree(view([], { status: "disabled" }), facts).notes).toMatchObject({
      enabled: false,
      status: 1,
    });
    expect(buildCapabilityTree(view([], { enabled: false }), facts).notes?.enabled).toBe(false);
  });

  test("A30: a tool called __proto__ is a tool like any other", () => {
    const tree = buildCapabilityTree(view([tool("__proto__")]), facts);
    expect(JSON.stringify(tree.notes?.tools)).toContain('"__proto__":{"enabled":true');
    expect(Object.getPrototypeOf(tree.notes?.tools)).toBe(Object.prototype);
  });
});

test("a resource is called by its name, and by its URI where the name is not its alone", () => {
  const resource = (uri: string, name: string) => ({ kind: "resource" as const, name: uri, definition: { uri, name } });
  const entryName = createEntryNames([
    resource("file:///a", "a"),
    resource("file:///b", "same"),
    { kind: "template", name: "file:///{x}", definition: { name: "same" } },
  ]);
  expect(entryName("resource", "file:///a")).toBe("a");
  expect(entryName("resource", "file:///b")).toBe("file:///b");
  expect(entryName("template", "file:///{x}")).toBe("file:///{x}");
  expect(entryName("tool", "same")).toBe("same");
});

describe("what a partial tree asks for", () => {
  const changes = (capability: ClientCapability, said: { enabled?: boolean; dangerLevel?: number }) =>
    readTreeChanges(view([capability]), facts, { notes: { tools: { [capability.name]: said } } });
  const about = (name: string) => ({ serverId: "notes", capability: { kind: "tool", name } });

  test("an off that is new is the user's switch", () => {
    expect(changes(tool("t"), { enabled: false })).toEqual([{ ...about("t"), enabled: false }]);
  });

  test("an on takes the user's own off away", () => {
    expect(changes(tool("t", { effect: "deny", enabled: false }), { enabled: true })).toEqual([
      { ...about("t"), enabled: null },
    ]);
  });

  test("an on does nothing about what others have switched off", () => {
    expect(changes(tool("t", { effect: "deny" }), { enabled: true })).toEqual([]);
  });

  test("a higher level is set, the administrator's own takes the wish away, a lower one is refused", () => {
    const raised = tool("t", { baseDangerLevel: 1, dangerLevel: 2 });
    expect(changes(raised, { dangerLevel: 3 })).toEqual([{ ...about("t"), dangerLevel: 3 }]);
    expect(changes(raised, { dangerLevel: 1 })).toEqual([{ ...about("t"), dangerLevel: null }]);
    expect(() => changes(raised, { dangerLevel: 0 })).toThrow(/not lower/);
  });

  test("unknown names are passed over, inherited ones too", () => {
    const wanted = { notes: { tools: { gone: { enabled: false } } }, toString: { enabled: false } };
    expect(readTreeChanges(view([tool("constructor")]), facts, wanted)).toEqual([]);
  });

  test("a whole server is switched off and on", () => {
    expect(readTreeChanges(view([]), facts, { notes: { enabled: false } })).toEqual([
      { serverId: "notes", enabled: false },
    ]);
    expect(readTreeChanges(view([], { enabled: false }), facts, { notes: { enabled: true } })).toEqual([
      { serverId: "notes", enabled: null },
    ]);
  });

  test("law: a tree that is sent back as it came changes nothing", () => {
    const level = fc.constantFrom<ClientCapability["dangerLevel"][]>(0, 1, 2, 3);
    const capability = fc.record({
      kind: fc.constantFrom<ClientCapability["kind"][]>("tool", "resource", "template", "prompt"),
      name: fc.string({ minLength: 1 }),
      effect: fc.constantFrom<ClientCapability["effect"][]>("allow", "deny", "require_approval"),
      enabled: fc.constantFrom(true, false, null),
      baseDangerLevel: level,
      raisedBy: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(capability), fc.constantFrom(null, false, true), (entries, enabled) => {
        const shown = view(
          entries.map(({ raisedBy, name, ...rest }, index) =>
            tool(`${index}${name}`, {
              ...rest,
              dangerLevel: Math.min(3, rest.baseDangerLevel + raisedBy) as ClientCapability["dangerLevel"],
            }),
          ),
          { enabled },
        );
        expect(readTreeChanges(shown, facts, buildCapabilityTree(shown, facts))).toEqual([]);
      }),
    );
  });
});
