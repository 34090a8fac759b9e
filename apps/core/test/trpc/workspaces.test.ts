import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Api,
  createApi,
  createBrowserApi,
  createTestCore,
  OWNER,
  refusal,
  signIn,
  type TestCore,
} from "../create-test-core.ts";
import { callModern } from "../mcp/raw-client.ts";
import { BEHIND_PROXY } from "../network/create-network-world.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
const MAX = { email: "max@example.com", password: "max has a long password" };

let running: TestCore;
let owner: Api;
let side: Api;
let sideToken: string;
beforeAll(async () => {
  running = await createTestCore(BEHIND_PROXY);
  ({ api: owner } = await running.setUp());
  const added = await owner.workspaces.add.mutate({ slug: "side", name: "Side project", wantsToken: true });
  sideToken = added.token ?? "";
  side = createApi(running.url, sideToken);
  await owner.principals.add.mutate({ principalId: "max", kind: "person", role: "user", ...MAX });
});
afterAll(() => running.stop());

const browser = async (email: string, password: string) =>
  createBrowserApi(running.url, await signIn(running.url, email, password));
const workspaceOf = async (api: Pick<Api, "consoleSessions">) => (await api.consoleSessions.me.query()).workspace.slug;

describe("a new workspace", () => {
  test("belongs to whoever created it, and its token to it alone", async () => {
    expect(await side.consoleSessions.me.query()).toMatchObject({
      principalId: "olga.owner",
      role: "owner",
      workspace: { slug: "side", name: "Side project" },
    });
    expect((await side.workspaces.list.query()).map(({ slug }) => slug)).toEqual(["side"]);
    expect((await owner.workspaces.list.query()).map(({ slug }) => slug)).toEqual(["main"]);
  });

  test("is alive at once: a server is registered in it, called over MCP and recorded, and the other knows nothing", async () => {
    await side.servers.add.mutate({
      serverId: "notes",
      launch: { transport: "stdio", command: process.execPath, args: [NOTES], env: {} },
    });
    const answer = await callModern(new URL(`${running.url}/mcp`), sideToken, "tools/call", {
      name: "notes__list_notes",
      arguments: {},
    });
    expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    expect((await side.audit.list.query({ action: "tools/call" })).rows).toHaveLength(1);
    expect((await side.installation.status.query()).counts).toMatchObject({ servers: 1, persons: 1, calls24h: 1 });
    expect(await owner.servers.list.query()).toEqual([]);
    expect((await owner.audit.list.query({ action: "tools/call" })).rows).toEqual([]);
    expect((await owner.installation.status.query()).counts).toMatchObject({ servers: 0, calls24h: 0 });
    const ready = await fetch(`${running.url}/ready`);
    expect(ready.status).toBe(200);
  });

  test("begins its record with who made it; the first workspace's has it too", async () => {
    const [own] = (await side.audit.list.query({ action: "workspace.add" })).rows;
    const [other] = (await owner.audit.list.query({ action: "workspace.add" })).rows;
    expect([own?.principalId, other?.principalId]).toEqual(["olga.owner", "olga.owner"]);
  });

  test("needs a short name of its own", async () => {
    expect(await refusal(owner.workspaces.add.mutate({ slug: "side", name: "Again" }))).toBe("workspace.duplicate");
    expect(await refusal(owner.workspaces.add.mutate({ slug: "No Slug", name: "Again" }))).toBe("input.invalid");
  });

  test("is created by an owner of the first workspace, who is a person with an account, and by nobody else (A61)", async () => {
    expect(await refusal(side.workspaces.add.mutate({ slug: "third", name: "Third" }))).toBe("auth.forbidden");
    await owner.principals.add.mutate({ principalId: "adam", kind: "person", role: "admin" });
    await owner.principals.add.mutate({ principalId: "nora", kind: "person", role: "owner" });
    for (const principalId of ["adam", "nora"]) {
      const { token } = await owner.tokens.create.mutate({ principalId });
      const add = createApi(running.url, token).workspaces.add.mutate({ slug: "third", name: "Third" });
      expect([principalId, await refusal(add)]).toEqual([principalId, "auth.forbidden"]);
    }
    const refused = (await owner.audit.list.query({ action: "workspace.add", outcome: "denied" })).rows;
    expect(refused.map(({ principalId }) => principalId).sort()).toEqual(["adam", "nora"]);
  });

  test("is renamed by its owners", async () => {
    expect(await side.workspaces.update.mutate({ name: "Side" })).toMatchObject({ slug: "side", name: "Side" });
    expect((await side.consoleSessions.me.query()).workspace.name).toBe("Side");
    expect((await owner.consoleSessions.me.query()).workspace.name).toBe("Main");
    await side.principals.add.mutate({ principalId: "adam", kind: "person", role: "admin" });
    const admin = createApi(running.url, (await side.tokens.create.mutate({ principalId: "adam" })).token);
    expect(await refusal(admin.workspaces.update.mutate({ name: "Mine" }))).toBe("auth.forbidden");
  });
});

describe("a person in several workspaces", () => {
  test("is added to another one by somebody who administers both, with the account they have", async () => {
    const added = await side.principals.add.mutate({
      principalId: "maximilian",
      kind: "person",
      role: "admin",
      email: MAX.email,
    });
    expect(added).toMatchObject({ principalId: "maximilian", email: MAX.email, role: "admin" });
    const max = await browser(MAX.email, MAX.password);
    expect(await max.workspaces.list.query()).toMatchObject([
      { slug: "main", role: "user", isCurrent: true },
      { slug: "side", role: "admin", isCurrent: false },
    ]);
    expect(await refusal(side.principals.add.mutate({ principalId: "max2", kind: "person", email: MAX.email }))).toBe(
      "principal.duplicate",
    );
    expect(await refusal(side.principals.add.mutate({ principalId: "max2", kind: "person", ...MAX }))).toBe(
      "account.duplicate",
    );
  });

  test("switches their browser, has the role of where they are, and comes back to where they were last", async () => {
    const max = await browser(MAX.email, MAX.password);
    expect(await workspaceOf(max)).toBe("main");
    expect(await refusal(max.servers.list.query())).toBe("auth.forbidden");
    expect(await max.workspaces.switch.mutate({ slug: "side" })).toMatchObject({ slug: "side", isCurrent: true });
    expect((await max.servers.list.query()).map(({ serverId }) => serverId)).toEqual(["notes"]);
    expect((await max.consoleSessions.list.query()).length).toBeGreaterThan(0);
    expect(await workspaceOf(await browser(MAX.email, MAX.password))).toBe("side");
    // Staying is no change.
    await max.workspaces.switch.mutate({ slug: "side" });
    const left = (await owner.audit.list.query({ action: "console_session.leave" })).rows;
    const came = (await side.audit.list.query({ action: "console_session.enter" })).rows;
    expect([left.map((row) => row.principalId), came.map((row) => row.principalId)]).toEqual([["max"], ["maximilian"]]);
    await max.workspaces.switch.mutate({ slug: "main" });
  });

  test("A23: a workspace of somebody else and one that is not there get one answer", async () => {
    await owner.workspaces.add.mutate({ slug: "secret", name: "Secret" });
    const max = await browser(MAX.email, MAX.password);
    const sentences: string[] = [];
    for (const slug of ["secret", "nowhere"]) {
      const error = await max.workspaces.switch.mutate({ slug }).catch((caught: unknown) => caught as Error);
      sentences.push((error as Error).message.replace(slug, "SLUG"));
      expect(await refusal(max.workspaces.switch.mutate({ slug }))).toBe("workspace.not_found");
    }
    expect(new Set(sentences).size).toBe(1);
    expect(JSON.stringify(await max.workspaces.list.query())).not.toContain("secret");
  });

  test("A23: a token of one workspace neither shows nor ends a person's browser sessions of another", async () => {
    const max = await browser(MAX.email, MAX.password);
    await max.workspaces.switch.mutate({ slug: "main" });
    const [current] = (await max.consoleSessions.list.query()).filter(({ isCurrent }) => isCurrent);
    const sessionRef = current?.sessionRef ?? "none";
    const there = createApi(running.url, (await side.tokens.create.mutate({ principalId: "maximilian" })).token);
    expect((await there.consoleSessions.list.query()).map((one) => one.sessionRef)).not.toContain(sessionRef);
    expect(await refusal(there.consoleSessions.revoke.mutate({ sessionRef }))).toBe("console_session.not_found");
    expect(await workspaceOf(max)).toBe("main");
    const here = createApi(running.url, (await owner.tokens.create.mutate({ principalId: "max" })).token);
    expect((await here.consoleSessions.list.query()).map((one) => one.sessionRef)).toContain(sessionRef);
    await here.consoleSessions.revoke.mutate({ sessionRef });
    expect(await refusal(max.consoleSessions.me.query())).toBe("auth.required");
  });

  test("a token switches nowhere", async () => {
    expect(await refusal(owner.workspaces.switch.mutate({ slug: "side" }))).toBe("input.invalid");
  });

  test("who is disabled in one workspace signs in to the other, and cannot switch back", async () => {
    await side.principals.update.mutate({ principalId: "maximilian", status: "disabled" });
    const max = await browser(MAX.email, MAX.password);
    expect(await workspaceOf(max)).toBe("main");
    expect(await refusal(max.workspaces.switch.mutate({ slug: "side" }))).toBe("workspace.not_found");
    expect((await max.workspaces.list.query()).map(({ slug }) => slug)).toEqual(["main"]);
    await side.principals.update.mutate({ principalId: "maximilian", status: "active" });
  });

  test("who is removed from the workspace of their session is signed out of it, not of the other one", async () => {
    const there = await browser(MAX.email, MAX.password);
    const stays = await browser(MAX.email, MAX.password);
    await there.workspaces.switch.mutate({ slug: "side" });
    await side.principals.remove.mutate({ principalId: "maximilian" });
    expect(await refusal(there.consoleSessions.me.query())).toBe("auth.required");
    expect(await workspaceOf(stays)).toBe("main");
    expect(await workspaceOf(await browser(MAX.email, MAX.password))).toBe("main");
  });

  test("comes in only where the address rules of that workspace let them, and is told so only with the password", async () => {
    await side.network.addRule.mutate({ range: "127.0.0.1" });
    const from = (address: string, body: object) =>
      fetch(`${running.url}/trpc/consoleSessions.signIn`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": address },
        body: JSON.stringify(body),
      });
    // The owner was last in main, which lets everybody in; somebody who is in side alone is shut out.
    expect((await from("203.0.113.9", { email: OWNER.email, password: OWNER.password })).status).toBe(200);
    const zoe = { email: "zoe@example.com", password: "zoe has a long password" };
    await side.principals.add.mutate({ principalId: "zoe", kind: "person", ...zoe });
    expect((await from("127.0.0.1", zoe)).status).toBe(200);
    const refused = await from("203.0.113.9", zoe);
    expect([refused.status, JSON.stringify(await refused.json()).includes("network.address_refused")]).toEqual([
      403,
      true,
    ]);
    const guessed = await from("203.0.113.9", { ...zoe, password: "not the password of zoe" });
    expect(JSON.stringify(await guessed.json())).toContain("auth.invalid_credentials");
    const [record] = (await side.audit.list.query({ action: "console_session.sign_in", outcome: "denied" })).rows.slice(
      -1,
    );
    expect(record).toMatchObject({ principalId: "zoe", errorCode: "network.address_refused" });
    const cookie = await signIn(running.url, OWNER.email, OWNER.password);
    const response = await fetch(`${running.url}/trpc/workspaces.switch`, {
      method: "POST",
      headers: { cookie, "x-peta-request": "1", "content-type": "application/json", "x-forwarded-for": "203.0.113.9" },
      body: JSON.stringify({ slug: "side" }),
    });
    expect(response.status).toBe(403);
    expect(await workspaceOf(createBrowserApi(running.url, cookie))).toBe("main");
  });
});

describe("A23: what an administrator may learn of an e-mail address", () => {
  test("of one elsewhere, nothing without a password, and with one only that it cannot be used, a few times", async () => {
    // An administrator of side alone; max is in main alone.
    const eve = { email: "eve@example.com", password: "eve has a long password" };
    await side.principals.add.mutate({ principalId: "eve", kind: "person", role: "admin", ...eve });
    const admin = createApi(running.url, (await side.tokens.create.mutate({ principalId: "eve" })).token);
    const probe = (email: string) =>
      admin.principals.add.mutate({ principalId: "probe", kind: "person", email }).then(
        () => "added",
        (error: Error) => error.message,
      );
    expect(await probe(MAX.email)).toBe(await probe("nobody@example.com"));
    const before = (await side.principals.list.query()).length;
    const outcomes: string[] = [];
    for (let i = 0; i < 12; i++)
      outcomes.push(await refusal(admin.principals.add.mutate({ principalId: "probe", kind: "person", ...MAX })));
    expect([outcomes[0], outcomes.at(-1)]).toEqual(["account.duplicate", "auth.too_many_attempts"]);
    expect((await side.principals.list.query()).length).toBe(before);
    const { rows } = await side.audit.list.query({ action: "principal.add", principalId: "eve" });
    expect(rows.filter(({ outcome }) => outcome === "denied").length).toBeGreaterThan(5);
  });

  test("whoever made an account first gets nothing by it in a workspace that they do not administer", async () => {
    // Eve makes an account for somebody who is expected in main, and keeps its password.
    const planted = { email: "new.colleague@example.com", password: "only eve knows this one" };
    await side.principals.add.mutate({ principalId: "planted", kind: "person", ...planted });
    const { token } = await owner.tokens.create.mutate({ principalId: "nora" });
    const nora = createApi(running.url, token);
    expect(
      await refusal(nora.principals.add.mutate({ principalId: "colleague", kind: "person", email: planted.email })),
    ).toBe("input.invalid");
    expect(await workspaceOf(await browser(planted.email, planted.password))).toBe("side");
  });
});
