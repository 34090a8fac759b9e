import { expect, it } from "vitest";
import type { Capability, CataloguedServer } from "../servers/server.ts";
import { createServerIndex } from "./server-index.ts";

const entry = (capabilities: Partial<Capability>[]): CataloguedServer => ({
  server: { serverId: "crm" } as CataloguedServer["server"],
  capabilities: capabilities.map((given, position) => ({
    kind: "tool",
    name: "x",
    definition: { name: given.name, inputSchema: { type: "object" } },
    definitionHash: "h",
    position,
    enabled: true,
    dangerLevel: 0,
    ...given,
  })),
});

it("does not expose a newcomer whose name cannot be told from an earlier one, and reports it (A32)", () => {
  const index = createServerIndex(
    entry([
      { name: "pay", position: 2 },
      { name: "ｐａｙ", position: 1 },
      { name: "pay", position: 3 },
    ]),
  );
  expect(index.exposed.tool.map((named) => named.capability.position)).toEqual([1]);
  expect(index.notExposed).toMatchObject([
    { name: "pay", problem: expect.stringContaining("cannot be told from") },
    { name: "pay", problem: expect.stringContaining("cannot be told from") },
  ]);
  expect(index.byName.tool.get("pay")).toBeUndefined();
});

it("does not let a clean name take the wire name of a changed one (A32)", () => {
  const [changed] = createServerIndex(entry([{ name: "user.get" }])).exposed.tool;
  const squatter = (changed?.wireName ?? "").slice("crm__".length);
  const index = createServerIndex(entry([{ name: "user.get" }, { name: squatter }]));
  expect(index.exposed.tool.map((named) => named.capability.name)).toEqual(["user.get"]);
  expect(index.notExposed).toMatchObject([{ name: squatter }]);
});

it("does not expose a tool that would make clients refuse the whole list", () => {
  const index = createServerIndex(
    entry([{ name: "broken", definition: { name: "broken", inputSchema: "yes" } }, { name: "fine" }]),
  );
  expect(index.exposed.tool.map((named) => named.capability.name)).toEqual(["fine"]);
});

it("renames definitions and keeps the rest, but for reserved _meta keys (A33)", () => {
  const definition = {
    name: "show",
    inputSchema: { type: "object", "x-vendor": 1 },
    outputSchema: { type: "array" },
    icons: [{ src: "a", vendor: true }],
    _meta: {
      ui: { resourceUri: "ui://a", more: 1 },
      "ui/resourceUri": "ui://a",
      "io.modelcontextprotocol/forged": 1,
      "vendor/x": 1,
    },
  };
  const [named] = createServerIndex(entry([{ name: "show", definition }])).exposed.tool;
  expect(JSON.parse(named?.json("wire", "modern") ?? "")).toEqual({
    ...definition,
    name: "crm__show",
    _meta: { ui: { resourceUri: "ui://crm.peta/a", more: 1 }, "ui/resourceUri": "ui://crm.peta/a", "vendor/x": 1 },
  });
  expect(JSON.parse(named?.json("canonical", "legacy") ?? "")).toMatchObject({ name: "crm::show" });
  expect(JSON.parse(named?.json("canonical", "legacy") ?? "")).not.toHaveProperty("outputSchema");
  expect(JSON.parse(named?.json("plain", "modern") ?? "")).toMatchObject({
    name: "show",
    _meta: { ui: { resourceUri: "ui://a" } },
  });
});

it("takes a catalogued resource before a template, however its URI is spelled", () => {
  const index = createServerIndex(
    entry([
      { kind: "resource", name: "file:///secret", definition: { uri: "file:///secret" } },
      { kind: "template", name: "file:///{name}", definition: { uriTemplate: "file:///{name}" } },
    ]),
  );
  for (const uri of ["file:///secret", "file:///%73ecret", "file:///./secret"])
    expect(index.findResource(uri)?.capability.kind).toBe("resource");
  expect(index.findResource("file:///other")?.capability.kind).toBe("template");
  expect(index.findResource("file:///other/deep")).toBeNull();
});

it.each(["file:///secret", "file:///%73ecret", "file:///secret#x", "file:///secret?x", "file:////secret"])(
  "does not let a template open %s, a spelling of a listed resource",
  (uri) => {
    const index = createServerIndex(
      entry([
        { kind: "resource", name: "file:///secret", definition: { uri: "file:///secret" } },
        { kind: "template", name: "file:///{+path}", definition: { uriTemplate: "file:///{+path}" } },
      ]),
    );
    expect(index.findResource(uri)?.capability.kind).not.toBe("template");
    expect(index.findResource("file:///other#x")?.capability.kind).toBe("template");
  },
);
