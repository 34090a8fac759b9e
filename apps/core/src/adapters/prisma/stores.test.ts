import { createDb, type Db } from "@peta/db";
import { createTestDatabase, type TestDatabase } from "@peta/db/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Principal } from "../../modules/principals/principal.ts";
import { TestClock } from "../clock.ts";
import { hashToken, newId } from "../crypto/index.ts";
import { createAccountStore } from "./account-store.ts";
import { createConsoleSessionStore } from "./console-session-store.ts";
import { guardConnection } from "./guard-connection.ts";
import { createInstallationStore } from "./installation-store.ts";
import { createPermissionStore } from "./permission-store.ts";
import { createPrincipalStore } from "./principal-store.ts";
import { createSettingStore } from "./setting-store.ts";
import { createTokenStore } from "./token-store.ts";

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url, { poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const now = () => Date.now();
const newPrincipal = (workspaceId: string, handle: string, more: Partial<Principal> = {}): Principal => ({
  id: newId("prn"),
  workspaceId,
  handle,
  displayName: handle,
  kind: "person",
  role: "user",
  status: "active",
  expiresAt: null,
  accountId: null,
  ownerId: null,
  ...more,
});
async function newWorkspace(): Promise<string> {
  const id = newId("wsp");
  await db.prisma.workspace.create({ data: { id, slug: id, name: "W" } });
  return id;
}
const newServer = (workspaceId: string, serverId: string) =>
  db.prisma.server.create({
    data: {
      id: newId("srv"),
      workspaceId,
      serverId,
      displayName: serverId,
      transport: "stdio",
      sealedLaunch: new Uint8Array([1]),
    },
  });

describe("principals", () => {
  test("a second principal of the same id, and a second account of the same e-mail, are refused", async () => {
    const store = createPrincipalStore({ prisma: db.prisma, now });
    const workspaceId = await newWorkspace();
    const account = { id: newId("acc"), email: `${workspaceId}@example.com`, displayName: "A", passwordHash: "x" };
    await store.insert(newPrincipal(workspaceId, "ann", { accountId: account.id }), account);
    await expect(store.insert(newPrincipal(workspaceId, "ann"), null)).rejects.toMatchObject({
      code: "principal.duplicate",
    });
    const again = { ...account, id: newId("acc") };
    await expect(store.insert(newPrincipal(workspaceId, "bob", { accountId: again.id }), again)).rejects.toMatchObject({
      code: "account.duplicate",
    });
    expect(await store.findByHandle(workspaceId, "bob")).toBeNull();
  });

  test("a person with agents cannot be removed; alone, they go with their account", async () => {
    const store = createPrincipalStore({ prisma: db.prisma, now });
    const workspaceId = await newWorkspace();
    const account = { id: newId("acc"), email: `${workspaceId}@example.com`, displayName: "A", passwordHash: "x" };
    const person = newPrincipal(workspaceId, "ann", { accountId: account.id });
    const agent = newPrincipal(workspaceId, "bot", { kind: "agent", ownerId: person.id });
    await store.insert(person, account);
    await store.insert(agent, null);
    await expect(store.remove(workspaceId, person.id)).rejects.toMatchObject({ code: "principal.in_use" });
    await store.remove(workspaceId, agent.id);
    await store.remove(workspaceId, person.id);
    expect(await createAccountStore({ prisma: db.prisma }).findByEmail(account.email)).toBeNull();
    await expect(store.remove(workspaceId, person.id)).rejects.toMatchObject({ code: "principal.not_found" });
  });
});

test("two owners who demote each other at the same moment leave one owner", async () => {
  const store = createPrincipalStore({ prisma: db.prisma, now });
  const workspaceId = await newWorkspace();
  const [ann, bob] = [
    newPrincipal(workspaceId, "ann", { role: "owner" }),
    newPrincipal(workspaceId, "bob", { role: "owner" }),
  ];
  await store.insert(ann, null);
  await store.insert(bob, null);
  const outcomes = await Promise.allSettled([
    store.update(workspaceId, ann.id, { role: "user" }),
    store.update(workspaceId, bob.id, { status: "disabled" }),
  ]);
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
  const left = (await store.list(workspaceId)).filter(
    ({ principal }) => principal.role === "owner" && principal.status === "active",
  );
  expect(left).toHaveLength(1);
  await expect(store.remove(workspaceId, left[0]?.principal.id ?? "")).rejects.toMatchObject({
    code: "principal.in_use",
  });
});

describe("switches", () => {
  test("one server-wide switch at most, changed in place and taken away", async () => {
    const store = createPermissionStore({ prisma: db.prisma, newId });
    const principals = createPrincipalStore({ prisma: db.prisma, now });
    const workspaceId = await newWorkspace();
    const bot = newPrincipal(workspaceId, "bot");
    await principals.insert(bot, null);
    await newServer(workspaceId, "files");
    const key = { principalId: bot.id, serverId: "files", capability: null };
    await Promise.all([true, true, true].map((enabled) => store.setGrant(workspaceId, { ...key, enabled })));
    await store.setGrant(workspaceId, { ...key, enabled: false });
    await store.setGrant(workspaceId, { ...key, capability: { kind: "tool", name: "read" }, enabled: true });
    expect(await store.listGrants(workspaceId)).toHaveLength(2);
    expect((await store.listGrants(workspaceId)).find((grant) => grant.capability === null)?.enabled).toBe(false);
    await store.setGrant(workspaceId, { ...key, enabled: null });
    expect(await store.listGrants(workspaceId)).toHaveLength(1);
    await expect(store.setGrant(workspaceId, { ...key, serverId: "ghost", enabled: true })).rejects.toMatchObject({
      code: "server.not_found",
    });
  });

  test("of two policy sets of the same version one is saved", async () => {
    const store = createPermissionStore({ prisma: db.prisma, newId });
    const workspaceId = await newWorkspace();
    expect(await store.newestPolicySet(workspaceId)).toEqual({ version: 0, rules: [] });
    const saved = await Promise.all(
      [1, 1].map((version) => store.insertPolicySet(workspaceId, { version, rules: [] }, "prn_x")),
    );
    expect(saved.sort()).toEqual([false, true]);
  });
});

describe("browser sessions", () => {
  test("the table does not hold what signs in; a session ends once and for its owner only", async () => {
    const workspaceId = await newWorkspace();
    const account = { id: newId("acc"), email: `${workspaceId}@example.com`, displayName: "A", passwordHash: "x" };
    await createPrincipalStore({ prisma: db.prisma, now }).insert(
      newPrincipal(workspaceId, "ann", { accountId: account.id }),
      account,
    );
    const clock = new TestClock(Date.now());
    const sessions = createConsoleSessionStore({ prisma: db.prisma, clock, hashSecret: hashToken });
    const { secret } = await sessions.create({
      accountId: account.id,
      workspaceId,
      userAgent: "Browser",
      ipAddress: "127.0.0.1",
    });
    const found = await sessions.validate(secret);
    expect(found?.principal.handle).toBe("ann");
    const ref = found?.session.ref ?? "";
    expect(JSON.stringify(await db.prisma.consoleSession.findMany())).not.toContain(secret);
    expect(await sessions.validate(ref)).toBeNull();
    expect(await sessions.end("acc_other", ref)).toBe(false);
    expect(await sessions.end(account.id, ref)).toBe(true);
    expect(await sessions.validate(secret)).toBeNull();
  });

  test("a session of a person who left the workspace signs nobody in", async () => {
    const workspaceId = await newWorkspace();
    const account = { id: newId("acc"), email: `${workspaceId}@example.com`, displayName: "A", passwordHash: "x" };
    await db.prisma.account.create({ data: account });
    const sessions = createConsoleSessionStore({
      prisma: db.prisma,
      clock: new TestClock(Date.now()),
      hashSecret: hashToken,
    });
    const { secret } = await sessions.create({ accountId: account.id, workspaceId, userAgent: null, ipAddress: null });
    expect(await sessions.validate(secret)).toBeNull();
  });
});

describe("A26: nothing of another workspace is found", () => {
  test("by handle, id, list, count or change", async () => {
    const principals = createPrincipalStore({ prisma: db.prisma, now });
    const tokens = createTokenStore({ prisma: db.prisma });
    const permissions = createPermissionStore({ prisma: db.prisma, newId });
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const other = newPrincipal(theirs, "ann", { role: "owner" });
    await principals.insert(other, null);
    await newServer(theirs, "files");
    await permissions.setGrant(theirs, { principalId: other.id, serverId: "files", capability: null, enabled: true });
    await permissions.insertPolicySet(theirs, { version: 1, rules: [] }, other.id);
    const token = {
      id: newId("tok"),
      workspaceId: theirs,
      principalId: other.id,
      principalHandle: "ann",
      name: "t",
      lastFour: "abcd",
      createdAt: now(),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    };
    await tokens.insert(token, hashToken(token.id));

    expect(await principals.findByHandle(mine, "ann")).toBeNull();
    expect(await principals.findById(mine, other.id)).toBeNull();
    expect((await principals.findById(theirs, other.id))?.handle).toBe("ann");
    expect(await principals.list(mine)).toEqual([]);
    await expect(principals.update(mine, other.id, { role: "owner" })).rejects.toMatchObject({
      code: "principal.not_found",
    });
    await expect(principals.remove(mine, other.id)).rejects.toMatchObject({ code: "principal.not_found" });
    expect(await tokens.findById(mine, token.id)).toBeNull();
    expect(await tokens.list(mine)).toEqual([]);
    await expect(tokens.revoke(mine, token.id, now())).rejects.toMatchObject({ code: "token.not_found" });
    expect(await permissions.listGrants(mine)).toEqual([]);
    expect(await permissions.newestPolicySet(mine)).toEqual({ version: 0, rules: [] });
    await expect(
      permissions.setGrant(mine, { principalId: other.id, serverId: "files", capability: null, enabled: false }),
    ).rejects.toMatchObject({ code: "server.not_found" });
    expect((await principals.findByHandle(theirs, "ann"))?.role).toBe("owner");
  });
});

describe("the installation", () => {
  test("settings are inserted once; the Owner is made once", async () => {
    const settings = createSettingStore({ prisma: db.prisma });
    await Promise.all([settings.insertIfAbsent("k", 1), settings.insertIfAbsent("k", 1)]);
    expect(await settings.get("k")).toBe(1);
    const store = createInstallationStore({ prisma: db.prisma });
    const make = async () => {
      const workspace = { id: newId("wsp"), slug: newId("w"), name: "W" };
      const account = { id: newId("acc"), email: `${newId("e")}@example.com`, displayName: "A", passwordHash: "x" };
      await store.createOwner(workspace, newPrincipal(workspace.id, "ann", { role: "owner", accountId: account.id }), {
        account,
        token: null,
      });
    };
    const outcomes = await Promise.allSettled([make(), make()]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(make()).rejects.toMatchObject({ code: "setup.already_done" });
    expect((await store.findOwner())?.role).toBe("owner");
  });

  test("a database that cannot be reached says so, with what to do", async () => {
    const gone = createDb("postgresql://nobody:none@127.0.0.1:1/none", { poolSize: 1 });
    const store = createInstallationStore({ prisma: guardConnection(gone.prisma) });
    await expect(store.findOwner()).rejects.toMatchObject({
      code: "database.unavailable",
      retryAfterSeconds: 5,
    });
    expect(await store.isReachable()).toBe(false);
    await gone.close();
  });
});
