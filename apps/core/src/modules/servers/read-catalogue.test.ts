import { expect, test } from "vitest";
import { readCatalogue } from "./read-catalogue.ts";
import type { ServerConnection } from "./server-connector.ts";
import { defaultServerLimits } from "./server-limits.ts";
import type { ServerOutcome } from "./server-link.ts";

type Json = Record<string, unknown>;

function connectionOf(
  answer: (method: string, params: Json) => Json | ServerOutcome,
  capabilities: Json = { tools: {} },
): ServerConnection {
  return {
    era: "legacy",
    protocolVersion: "2025-11-25",
    serverInfo: null,
    capabilities,
    async request(method, params) {
      const given = answer(method, params);
      return "kind" in given ? (given as ServerOutcome) : { kind: "result", result: given };
    },
    async watch() {},
    async close() {},
  };
}
const limits = {
  ...defaultServerLimits,
  maxCataloguePages: 3,
  maxCapabilities: 5,
  maxDefinitionBytes: 500,
  maxDefinitionDepth: 8,
};
const readTools = (tools: unknown[]) =>
  readCatalogue(
    connectionOf(() => ({ tools })),
    limits,
    1_000,
  );
const namesOf = async (tools: unknown[]) => (await readTools(tools)).capabilities.map(({ name }) => name);

test("only what the server declares is asked for, page by page, in its order", async () => {
  const asked: unknown[] = [];
  const { capabilities, problems } = await readCatalogue(
    connectionOf((method, params) => {
      asked.push([method, params.cursor]);
      return params.cursor === undefined ? { tools: [{ name: "b" }], nextCursor: "2" } : { tools: [{ name: "a" }] };
    }),
    limits,
    1_000,
  );
  expect(asked).toEqual([
    ["tools/list", undefined],
    ["tools/list", "2"],
  ]);
  expect(capabilities.map(({ name, position }) => [name, position])).toEqual([
    ["b", 0],
    ["a", 1],
  ]);
  expect(problems).toEqual([]);
});

test("a server with resources and without templates is fine", async () => {
  const connection = connectionOf(
    (method) =>
      method === "resources/list"
        ? { resources: [{ uri: "a://b" }] }
        : { kind: "error", error: { code: -32601, message: "no" } },
    { resources: {} },
  );
  expect((await readCatalogue(connection, limits, 1_000)).capabilities).toMatchObject([
    { kind: "resource", name: "a://b" },
  ]);
});

test("A34: endless pages, too many entries and a cursor that stands still are cut, and it is said", async () => {
  for (const next of ["1", undefined]) {
    let page = 0;
    const endless = connectionOf(() => ({
      tools: [{ name: `t${page++}` }, { name: `u${page}` }],
      nextCursor: next ?? String(page),
    }));
    const { capabilities, problems } = await readCatalogue(endless, limits, 1_000);
    expect(capabilities.length).toBeLessThanOrEqual(5);
    expect(problems.join()).toContain("cut");
  }
});

test("A34: all definitions together have a bound, and a single page too many entries", async () => {
  const small = { ...limits, maxCatalogueBytes: 50 };
  const connection = connectionOf(() => ({
    tools: [{ name: "a", x: "xxxxxxxxxx" }, { name: "b", x: "xxxxxxxxxx" }, { name: "c" }],
  }));
  const { capabilities, problems } = await readCatalogue(connection, small, 1_000);
  expect(capabilities.map(({ name }) => name)).toEqual(["a", "c"]);
  expect(problems).toEqual([expect.stringContaining('"b"')]);
  const six = await readTools(Array.from({ length: 6 }, (_, index) => ({ name: `t${index}` })));
  expect(six.capabilities).toHaveLength(5);
  expect(six.problems.join()).toContain("cut");
});

test("A34: a definition that is too large, too deep or no storable text is left out, the others stay", async () => {
  const deep = JSON.parse(`${"[".repeat(20)}${"]".repeat(20)}`) as unknown;
  const names = await namesOf([
    { name: "big", description: "x".repeat(600) },
    { name: "deep", inputSchema: deep },
    { name: "nul", description: "a\0b" },
    { name: "half", description: "\ud800" },
    { name: "fine", description: "\\u0000 as text" },
  ]);
  expect(names).toEqual(["fine"]);
});

test("A32: one name with two definitions is left out; the same twice is one", async () => {
  const { capabilities, problems } = await readTools([
    { name: "a", description: "1" },
    { name: "a", description: "2" },
    { name: "b" },
    { name: "b" },
  ]);
  expect(capabilities.map(({ name }) => name)).toEqual(["b"]);
  expect(problems).toEqual([expect.stringContaining('"a"')]);
});

test("an entry without a usable name is left out", async () => {
  expect(await namesOf([null, {}, { name: 7 }, { name: "a\nb" }, { name: "ok" }])).toEqual(["ok"]);
});

test("a list that is none, and an error in its place, are protocol errors", async () => {
  await expect(
    readCatalogue(
      connectionOf(() => ({ tools: "many" })),
      limits,
      1_000,
    ),
  ).rejects.toMatchObject({ code: "server.protocol_error" });
  const failing = connectionOf(() => ({ kind: "error", error: { code: -32603, message: "secret" } }));
  await expect(readCatalogue(failing, limits, 1_000)).rejects.toMatchObject({
    code: "server.protocol_error",
    message: expect.not.stringContaining("secret"),
  });
});
