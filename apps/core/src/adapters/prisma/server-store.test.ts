import { createDb, type Db } from "@peta/db";
import { createTestDatabase, type TestDatabase } from "@peta/db/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Capability, ServerRecord } from "../../modules/servers/server.ts";
import type { ServerStore } from "../../modules/servers/server-store.ts";
import { newId } from "../crypto/index.ts";
import { createServerSignInStore } from "./server-sign-in-store.ts";
import { createServerStore } from "./server-store.ts";

let database: TestDatabase;
let db: Db;
let store: ServerStore;
let workspaceId = "";
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url, { poolSize: 6 });
  store = createServerStore({ prisma: db.prisma });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
const newWorkspace = async (): Promise<string> => {
  const id = newId("wsp");
  await db.prisma.workspace.create({ data: { id, slug: id, name: "W" } });
  return id;
};
beforeEach(async () => {
  workspaceId = await newWorkspace();
});

const server = (serverId: string, more: Partial<ServerRecord> = {}): ServerRecord => ({
  id: newId("srv"),
  workspaceId,
  serverId,
  displayName: serverId,
  transport: "stdio",
  sealedLaunch: new Uint8Array([1, 2, 3]),
  enabled: true,
  publicAccess: false,
  anonymousAccess: false,
  anonymousRateLimit: 10,
  userFields: null,
  settings: {},
  asks: false,
  protocolVersion: null,
  serverInfo: null,
  acceptedInstructions: null,
  declaredCapabilities: null,
  catalogueReadAt: null,
  createdAt: Date.UTC(2026, 0, 1),
  ...more,
});
const tool = (name: string, more: Partial<Capability> = {}): Capability => ({
  kind: "tool",
  name,
  definition: { name, "x-unknown": { deep: [1, null, "ä😀"] } },
  definitionHash: "1",
  position: 0,
  enabled: true,
  dangerLevel: 0,
  anonymous: false,
  ...more,
});
const facts = {
  protocolVersion: "2026-07-28",
  serverInfo: { name: "s", version: "1", instructions: null },
  declaredCapabilities: { resources: { subscribe: true } },
  readAt: Date.UTC(2026, 1, 1),
};
const namesIn = async (serverId = "files") =>
  (await store.find(workspaceId, serverId))?.capabilities.map(({ name }) => name);

test("what is inserted is found again, in the server's order, unknown fields included", async () => {
  const files = server("files", {
    protocolVersion: "2025-11-25",
    serverInfo: facts.serverInfo,
    catalogueReadAt: facts.readAt,
  });
  const capabilities = [
    tool("b"),
    tool("a", { position: 1, dangerLevel: 3, enabled: false }),
    tool("a://x", { kind: "resource" }),
  ];
  await store.insert(files, capabilities);
  const found = await store.find(workspaceId, "files");
  expect(found?.server).toEqual({ ...files, sealedLaunch: expect.anything() });
  expect([...(found?.server.sealedLaunch ?? [])]).toEqual([1, 2, 3]);
  expect(found?.capabilities).toEqual(capabilities);
  expect(await store.listCatalogued(workspaceId)).toEqual([found]);
  expect((await store.listAll()).filter((row) => row.server.workspaceId === workspaceId)).toEqual([found]);
});

test("a second server of the same id is refused, in the same workspace only", async () => {
  await store.insert(server("files"), [tool("a")]);
  await expect(store.insert(server("files"), [tool("b")])).rejects.toMatchObject({ code: "server.duplicate" });
  expect(await namesIn()).toEqual(["a"]);
  const other = await newWorkspace();
  await store.insert(server("files", { workspaceId: other }), []);
  expect(await store.find(other, "files")).not.toBeNull();
});

test("update changes what is given and nothing else", async () => {
  await store.insert(server("files"), [tool("a")]);
  await store.update(workspaceId, "files", {
    displayName: "New",
    enabled: false,
    sealedLaunch: new Uint8Array([9]),
    transport: "http",
    protocolVersion: null,
  });
  const found = await store.find(workspaceId, "files");
  expect(found?.server).toMatchObject({ displayName: "New", enabled: false, transport: "http", publicAccess: false });
  expect([...(found?.server.sealedLaunch ?? [])]).toEqual([9]);
  expect(found?.capabilities).toHaveLength(1);
});

describe("replaceCatalogue", () => {
  test("adds, changes and removes what differs, and stores what the connection told", async () => {
    await store.insert(server("files"), [tool("gone"), tool("kept", { position: 1, dangerLevel: 2 })]);
    const changed = await store.replaceCatalogue(
      workspaceId,
      "files",
      (known) => [
        ...known
          .filter(({ name }) => name === "kept")
          .map((it) => ({ ...it, position: 0, definitionHash: "2", definition: { name: "kept", now: "other" } })),
        tool("new", { position: 1 }),
      ],
      facts,
    );
    expect(changed.server).toMatchObject({
      protocolVersion: "2026-07-28",
      serverInfo: facts.serverInfo,
      declaredCapabilities: facts.declaredCapabilities,
      catalogueReadAt: facts.readAt,
    });
    expect(changed.capabilities).toEqual([
      tool("kept", { dangerLevel: 2, definitionHash: "2", definition: { name: "kept", now: "other" } }),
      tool("new", { position: 1 }),
    ]);
    expect(await store.find(workspaceId, "files")).toEqual(changed);
  });

  test("words that wait are kept, changed and taken away, also without a connection", async () => {
    const prompt = (more: Partial<Capability> = {}) => tool("p", { kind: "prompt", ...more });
    const waiting = prompt({ waitingWording: { title: "T", arguments: [{ name: "ä" }] } });
    await store.insert(server("files"), [prompt()]);
    await store.changeCatalogue(workspaceId, "files", () => [waiting]);
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual([waiting]);
    await store.replaceCatalogue(workspaceId, "files", (known) => known, facts);
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual([waiting]);
    await store.changeCatalogue(workspaceId, "files", () => [prompt()]);
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual([prompt()]);
    const foreign = store.changeCatalogue(await newWorkspace(), "files", () => []);
    await expect(foreign).rejects.toMatchObject({ code: "server.not_found" });
  });

  test("what a tool in quarantine was is kept until somebody throws its switch", async () => {
    const off = tool("t", { enabled: false, quarantine: { before: { name: "t", ü: [1] } } });
    await store.insert(server("files"), [tool("t")]);
    await store.changeCatalogue(workspaceId, "files", () => [off]);
    await store.setCapability(workspaceId, "files", "tool", "t", { dangerLevel: 2 });
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual([{ ...off, dangerLevel: 2 }]);
    const look = (definitionHash: string) =>
      store.setCapability(workspaceId, "files", "tool", "t", { enabled: true, quarantine: null, definitionHash });
    await expect(look("f".repeat(64))).rejects.toMatchObject({ code: "capability.changed" });
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual([{ ...off, dangerLevel: 2 }]);
    await look(off.definitionHash);
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual([tool("t", { dangerLevel: 2 })]);
  });

  test("one entry more at the front moves all the others: many rows change, appear and go at once", async () => {
    const files = Array.from({ length: 1_201 }, (_, position) => tool(`f${position}`, { kind: "resource", position }));
    await store.insert(server("files"), files);
    const moved = files.map((file) => ({
      ...file,
      definition: { name: file.name, now: `"other" ${file.position}` },
      definitionHash: `2-${file.position}`,
      position: file.position + 1,
      enabled: file.position % 2 === 0,
      dangerLevel: 1 as const,
      anonymous: file.position % 3 === 0,
    }));
    const wanted = [tool("first", { kind: "resource" }), ...moved];
    await store.changeCatalogue(workspaceId, "files", () => wanted);
    expect((await store.find(workspaceId, "files"))?.capabilities).toEqual(wanted);
    await store.changeCatalogue(workspaceId, "files", () => wanted.slice(0, 1));
    expect(await namesIn()).toEqual(["first"]);
  });

  test("a switch thrown while the catalogue is replaced is not lost", async () => {
    await store.insert(
      server("files"),
      Array.from({ length: 10 }, (_, position) => tool(`t${position}`, { position })),
    );
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => [
        store.replaceCatalogue(
          workspaceId,
          "files",
          (known) => known.map((it) => ({ ...it, definitionHash: `h${index}` })),
          facts,
        ),
        store.setCapability(workspaceId, "files", "tool", `t${index}`, { enabled: false, dangerLevel: 1 }),
      ]).flat(),
    );
    const found = await store.find(workspaceId, "files");
    expect(found?.capabilities.every(({ enabled, dangerLevel }) => !enabled && dangerLevel === 1)).toBe(true);
  });

  test("what is only remembered reaches the next merge and nobody else", async () => {
    await store.insert(server("files"), [tool("a", { dangerLevel: 2 })]);
    const gone = await store.replaceCatalogue(
      workspaceId,
      "files",
      (known) => known.map((it) => ({ ...it, enabled: false, position: -2 })),
      facts,
    );
    expect(gone.capabilities).toEqual([]);
    expect(await namesIn()).toEqual([]);
    await expect(store.setCapability(workspaceId, "files", "tool", "a", { enabled: true })).rejects.toMatchObject({
      code: "capability.not_found",
    });
    let remembered: readonly Capability[] = [];
    await store.replaceCatalogue(workspaceId, "files", (known) => (remembered = known), facts);
    expect(remembered).toMatchObject([{ name: "a", dangerLevel: 2, position: -2 }]);
  });

  test("a merge that throws changes nothing", async () => {
    await store.insert(server("files"), [tool("a")]);
    const failing = store.replaceCatalogue(
      workspaceId,
      "files",
      () => {
        throw new Error("no");
      },
      facts,
    );
    await expect(failing).rejects.toThrow("no");
    expect((await store.find(workspaceId, "files"))?.server.catalogueReadAt).toBeNull();
  });
});

test("a server goes with its catalogue and every switch on it", async () => {
  const files = server("files");
  await store.insert(files, [tool("a")]);
  const principalId = newId("prn");
  await db.prisma.principal.create({
    data: { id: principalId, workspaceId, handle: "bot", displayName: "Bot", kind: "agent", role: 3 },
  });
  await db.prisma.grant.create({
    data: { id: newId("grt"), workspaceId, principalId, serverRowId: files.id, enabled: true },
  });
  await store.remove(workspaceId, "files");
  expect(await db.prisma.serverCapability.count({ where: { serverRowId: files.id } })).toBe(0);
  expect(await db.prisma.grant.count({ where: { workspaceId } })).toBe(0);
});

describe("A26: nothing of another workspace, and nothing that is not there", () => {
  const refused: [string, string, (workspace: string) => Promise<unknown>][] = [
    ["update", "server.not_found", (workspace) => store.update(workspace, "files", { enabled: false })],
    ["remove", "server.not_found", (workspace) => store.remove(workspace, "files")],
    [
      "replaceCatalogue",
      "server.not_found",
      (workspace) => store.replaceCatalogue(workspace, "files", () => [], facts),
    ],
    [
      "setCapability",
      "server.not_found",
      (workspace) => store.setCapability(workspace, "files", "tool", "a", { enabled: false }),
    ],
  ];
  test.each(refused)("%s", async (_name, code, attempt) => {
    await store.insert(server("files"), [tool("a")]);
    const before = await store.find(workspaceId, "files");
    const other = await newWorkspace();
    await expect(attempt(other)).rejects.toMatchObject({ code });
    expect(await store.find(other, "files")).toBeNull();
    expect(await store.listCatalogued(other)).toEqual([]);
    expect(await store.find(workspaceId, "files")).toEqual(before);
  });

  test("an unknown capability", async () => {
    await store.insert(server("files"), [tool("a")]);
    await expect(store.setCapability(workspaceId, "files", "prompt", "a", { enabled: false })).rejects.toMatchObject({
      code: "capability.not_found",
    });
  });
});

test("choosing tools for callers without a sign-in replaces what was chosen, of this server and of tools only", async () => {
  const row = server("weather");
  await store.insert(row, [tool("a", { anonymous: true }), tool("b"), tool("b", { kind: "prompt" })]);
  await store.insert(server("other"), [tool("a", { anonymous: true })]);
  await store.update(workspaceId, "weather", { anonymousAccess: true, anonymousRateLimit: 7, anonymousTools: ["b"] });
  const chosen = async (serverId: string) =>
    (await store.find(workspaceId, serverId))?.capabilities
      .filter(({ anonymous }) => anonymous)
      .map(({ kind, name }) => `${kind} ${name}`);
  expect([await chosen("weather"), await chosen("other")]).toEqual([["tool b"], ["tool a"]]);
  expect((await store.find(workspaceId, "weather"))?.server).toMatchObject({
    anonymousAccess: true,
    anonymousRateLimit: 7,
  });
});

describe("the sign-in to a server", () => {
  const signIns = () => createServerSignInStore({ prisma: db.prisma });
  const signIn = (serverRowId: string, more = {}) => ({
    workspaceId,
    serverRowId,
    sealedCredentials: new Uint8Array([4, 5, 6]),
    signedInBy: "ann",
    signedInAt: Date.UTC(2026, 0, 2),
    ...more,
  });

  test("is one: another takes its place, and it goes with the server", async () => {
    const files = server("files");
    await store.insert(files, []);
    await signIns().put(signIn(files.id));
    await signIns().put(signIn(files.id, { signedInBy: null, sealedCredentials: new Uint8Array([7]) }));
    const found = await signIns().find(workspaceId, files.id);
    expect(found).toMatchObject({
      workspaceId,
      serverRowId: files.id,
      signedInBy: null,
      signedInAt: Date.UTC(2026, 0, 2),
    });
    expect([...(found?.sealedCredentials ?? [])]).toEqual([7]);
    await store.remove(workspaceId, "files");
    expect(await signIns().find(workspaceId, files.id)).toBeNull();
    await expect(signIns().put(signIn(files.id))).rejects.toMatchObject({ code: "server.not_found" });
  });

  test("is renewed as long as it is the same one: not once somebody has signed out, or in anew", async () => {
    const files = server("files");
    await store.insert(files, []);
    expect(await signIns().renew(signIn(files.id))).toBe(false);
    await signIns().put(signIn(files.id));
    expect(await signIns().renew(signIn(files.id, { sealedCredentials: new Uint8Array([8]) }))).toBe(true);
    expect([...((await signIns().find(workspaceId, files.id))?.sealedCredentials ?? [])]).toEqual([8]);
    expect(await signIns().renew(signIn(files.id, { signedInAt: Date.UTC(2026, 0, 1) }))).toBe(false);
    expect(await signIns().renew(signIn(files.id, { workspaceId: await newWorkspace() }))).toBe(false);
  });

  test("A26: of another workspace's server is neither found, written nor removed", async () => {
    const files = server("files");
    await store.insert(files, []);
    await signIns().put(signIn(files.id));
    const foreign = await newWorkspace();
    expect(await signIns().find(foreign, files.id)).toBeNull();
    expect(await signIns().remove(foreign, files.id)).toBe(false);
    const forged = signIn(files.id, { workspaceId: foreign, signedInBy: "mallory" });
    await expect(signIns().put(forged)).rejects.toMatchObject({ code: "server.not_found" });
    expect(await signIns().find(workspaceId, files.id)).toMatchObject({ signedInBy: "ann" });
    expect(await signIns().remove(workspaceId, files.id)).toBe(true);
    expect(await signIns().remove(workspaceId, files.id)).toBe(false);
  });
});
