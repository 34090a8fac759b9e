import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callLegacy, callModern, openSession } from "../mcp/raw-client.ts";
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

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
const OWNER_HANDLE = "olga.owner";
const SECRET = "an argument that no plain column may hold";

let running: TestCore;
let url: URL;
let owner: Api;
let ownerToken: string;
let agentToken: string;
let uma: Api;
let eve: Api;
beforeAll(async () => {
  running = await createTestCore({ PETA_APPROVAL_HOLD_SECONDS: "1" });
  url = new URL(`${running.url}/mcp`);
  ({ api: owner, token: ownerToken } = await running.setUp());
  await owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES], env: {} },
    publicAccess: true,
  });
  await owner.principals.add.mutate({
    principalId: "uma",
    kind: "person",
    email: "uma@example.com",
    password: OWNER.password,
  });
  await owner.principals.add.mutate({ principalId: "eve", kind: "person" });
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent", ownerId: "uma" });
  const token = async (principalId: string) => (await owner.tokens.create.mutate({ principalId })).token;
  agentToken = await token("bot");
  uma = createApi(running.url, await token("uma"));
  eve = createApi(running.url, await token("eve"));
  await level("add_note", 2);
  await level("delete_note", 3);
});
afterAll(() => running.stop());

const level = (name: string, dangerLevel: 0 | 2 | 3) =>
  owner.servers.setCapability.mutate({ serverId: "notes", kind: "tool", name, dangerLevel });
const add = (text: string, name = "notes__add_note", id = 1) =>
  callModern(url, agentToken, "tools/call", { name, arguments: { title: "t", text } }, id);
const approvalOf = (answer: Awaited<ReturnType<typeof add>>) =>
  (answer.body.result?._meta as { approval?: { approvalRequestId: string; status: string } } | undefined)?.approval;
/** Asks and lets the hold of a second run out. */
const ask = async (text: string): Promise<string> => approvalOf(await add(text))?.approvalRequestId ?? "none";
const textOf = (answer: Awaited<ReturnType<typeof add>>) =>
  JSON.stringify(answer.body.result?.content ?? answer.body.error);

describe("on the real Core", () => {
  test("a call waits, is approved by the agent's owner, and the same call in the other era runs, once", async () => {
    const approvalId = await ask("buy milk");
    expect(await uma.approvals.count.query()).toEqual({ pending: 1, decidableByMe: 1 });
    const shown = await uma.approvals.get.query({ approvalId });
    expect(shown).toMatchObject({
      status: "pending",
      principalId: "bot",
      ownerId: "uma",
      canonicalName: "notes::add_note",
      arguments: { title: "t", text: "buy milk" },
      mayDecide: true,
    });
    await uma.approvals.decide.mutate({ approvalId, decision: "approve" });
    const session = await openSession(url, agentToken);
    const call = (id: number) =>
      callLegacy(
        url,
        agentToken,
        session,
        "tools/call",
        { name: "notes__add_note", arguments: { text: "buy milk", title: "t" } },
        id,
      );
    expect(textOf(await call(41))).toContain("note");
    expect((await uma.approvals.get.query({ approvalId })).status).toBe("executed");
    expect(approvalOf(await call(42))?.approvalRequestId).not.toBe(approvalId);
  });

  test("an approval wakes the held call at once", async () => {
    const before = performance.now();
    const answer = add("wake me");
    let approvalId = "";
    while (approvalId === "") {
      const { approvals } = await uma.approvals.list.query({ decidableByMe: true, limit: 1 });
      const [newest] = await Promise.all(
        approvals.map((one) => uma.approvals.get.query({ approvalId: one.approvalId })),
      );
      if (newest?.arguments.text === "wake me") approvalId = newest.approvalId;
    }
    await uma.approvals.decide.mutate({ approvalId, decision: "approve" });
    expect((await answer).body.result?.isError).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  test("A54: the agent itself, strangers and nobody decide nothing", async () => {
    const approvalId = await ask("mine");
    const agent = createApi(running.url, agentToken);
    const approve = { approvalId, decision: "approve" } as const;
    expect(await refusal(agent.approvals.decide.mutate(approve))).toBe("approval.not_decider");
    expect(await refusal(eve.approvals.decide.mutate(approve))).toBe("approval.not_found");
    expect(await refusal(eve.approvals.get.query({ approvalId }))).toBe("approval.not_found");
    expect((await eve.approvals.list.query({})).approvals).toEqual([]);
    expect(await eve.approvals.count.query()).toEqual({ pending: 0, decidableByMe: 0 });
    expect(await refusal(createApi(running.url).approvals.decide.mutate(approve))).toBe("auth.required");
    expect(await refusal(eve.approvals.updateSettings.mutate({ selfApproval: "allowed" }))).toBe("auth.forbidden");
    expect((await uma.approvals.get.query({ approvalId })).status).toBe("pending");
    await owner.approvals.decide.mutate({ approvalId, decision: "reject" });
  });

  test("A54: the credential that asked does not decide, the person's browser does", async () => {
    const call = () =>
      callModern(url, ownerToken, "tools/call", { name: "notes__add_note", arguments: { title: "o", text: "own" } });
    const approvalId = approvalOf(await call())?.approvalRequestId ?? "";
    expect(await refusal(owner.approvals.decide.mutate({ approvalId, decision: "approve" }))).toBe(
      "approval.not_decider",
    );
    const browser = createBrowserApi(running.url, await signIn(running.url, OWNER.email, OWNER.password));
    await browser.approvals.decide.mutate({ approvalId, decision: "approve" });
    expect((await call()).body.result?.isError).toBeUndefined();
  });

  test("A54: a token that the asking one has made decides nothing, in whosever name, and loosens no setting", async () => {
    await owner.principals.add.mutate({ principalId: "adam", kind: "person", role: "admin" });
    const made = await Promise.all(
      ["adam", OWNER_HANDLE].map(async (principalId) => (await owner.tokens.create.mutate({ principalId })).token),
    );
    const call = () =>
      callModern(url, ownerToken, "tools/call", { name: "notes__add_note", arguments: { title: "o", text: "made" } });
    const approvalId = approvalOf(await call())?.approvalRequestId ?? "";
    for (const token of made) {
      const api = createApi(running.url, token);
      expect(await refusal(api.approvals.decide.mutate({ approvalId, decision: "approve" }))).toBe(
        "approval.not_decider",
      );
      expect((await api.approvals.get.query({ approvalId })).mayDecide).toBe(false);
      const { approvals } = await api.approvals.list.query({ decidableByMe: true });
      expect(approvals.map((one) => one.approvalId)).not.toContain(approvalId);
    }
    expect(await refusal(owner.approvals.updateSettings.mutate({ selfApproval: "allowed" }))).toBe("auth.forbidden");
    const browser = createBrowserApi(running.url, await signIn(running.url, OWNER.email, OWNER.password));
    expect((await browser.approvals.get.query({ approvalId })).status).toBe("pending");
    await browser.approvals.decide.mutate({ approvalId, decision: "reject" });
  });

  test("A54: level 3 wants the decider's own password; guessing ends", async () => {
    const call = () =>
      callModern(url, agentToken, "tools/call", { name: "notes__delete_note", arguments: { id: "3" } });
    const approvalId = approvalOf(await call())?.approvalRequestId ?? "";
    const approve = (password?: string) =>
      uma.approvals.decide.mutate({ approvalId, decision: "approve", ...(password !== undefined && { password }) });
    expect(await refusal(approve())).toBe("approval.step_up_required");
    expect(await refusal(approve("not the password"))).toBe("auth.invalid_credentials");
    await approve(OWNER.password);
    expect((await call()).body.result?.isError).toBeUndefined();

    const next = callModern(url, agentToken, "tools/call", { name: "notes__delete_note", arguments: { id: "2" } });
    const second = approvalOf(await next)?.approvalRequestId ?? "";
    const guess = (password: string) =>
      refusal(uma.approvals.decide.mutate({ approvalId: second, decision: "approve", password }));
    const guesses: string[] = [];
    for (let i = 0; i < 12; i++) guesses.push(await guess(`guess number ${i}`));
    expect(guesses.at(0)).toBe("auth.invalid_credentials");
    expect(guesses.slice(-2)).toEqual(["auth.too_many_attempts", "auth.too_many_attempts"]);
    expect(await guess(OWNER.password)).toBe("auth.too_many_attempts");
    // The person can still sign in, and say no.
    await signIn(running.url, "uma@example.com", OWNER.password);
    await uma.approvals.decide.mutate({ approvalId: second, decision: "reject" });
  });

  test("a person without an account cannot confirm with a password", async () => {
    await owner.principals.add.mutate({ principalId: "tom", kind: "person", role: "admin" });
    const tom = createApi(running.url, (await owner.tokens.create.mutate({ principalId: "tom" })).token);
    const call = callModern(url, agentToken, "tools/call", { name: "notes__delete_note", arguments: { id: "1" } });
    const approvalId = approvalOf(await call)?.approvalRequestId ?? "";
    expect(await refusal(tom.approvals.decide.mutate({ approvalId, decision: "approve", password: "x" }))).toBe(
      "approval.step_up_required",
    );
    await tom.approvals.decide.mutate({ approvalId, decision: "reject", reason: "Not without a password." });
  });

  test("edited arguments run, and the audit has both versions and the chain holds", async () => {
    const approvalId = await ask(SECRET);
    await uma.approvals.decide.mutate({
      approvalId,
      decision: "approve",
      reason: "Shorter.",
      arguments: { title: "t", text: "edited" },
    });
    expect((await add(SECRET)).body.result?.isError).toBeUndefined();
    const notes = await callModern(url, agentToken, "tools/call", { name: "notes__list_notes", arguments: {} });
    expect(textOf(notes)).not.toContain(SECRET);
    const { rows } = await owner.audit.list.query({ limit: 200 });
    const details = await Promise.all(
      ["approval.request", "approval.approve", "approval.claim", "tools/call"].map(async (action) => {
        for (const row of rows.filter((one) => one.action === action)) {
          const { detail } = await owner.audit.get.query({ auditId: row.auditId });
          if ((detail as { approvalId?: string } | null)?.approvalId === approvalId && row.outcome === "allowed")
            return detail as Record<string, unknown>;
        }
        return null;
      }),
    );
    expect(details[1]).toMatchObject({ arguments: { text: SECRET }, editedArguments: { text: "edited" } });
    expect(details[2]).toEqual({ approvalId });
    expect(details[3]).toMatchObject({ arguments: { text: SECRET }, editedArguments: { text: "edited" } });
    expect(await owner.audit.verify.mutate()).toMatchObject({ ok: true });
  });

  test("a danger level that a user raised for their client counts like any other", async () => {
    const list = () => callModern(url, agentToken, "tools/call", { name: "notes__list_notes", arguments: {} });
    expect((await list()).body.result?.isError).toBeUndefined();
    const raise = (dangerLevel: 2 | null) =>
      uma.clients.setSwitch.mutate({
        principalId: "bot",
        clientKey: "*",
        serverId: "notes",
        capability: { kind: "tool", name: "list_notes" },
        dangerLevel,
      });
    await raise(2);
    const approvalId = approvalOf(await list())?.approvalRequestId ?? "";
    expect(await uma.approvals.get.query({ approvalId })).toMatchObject({ dangerLevel: 2, status: "pending" });
    await uma.approvals.decide.mutate({ approvalId, decision: "approve" });
    expect((await list()).body.result?.isError).toBeUndefined();
    await raise(null);
    expect((await list()).body.result?.isError).toBeUndefined();
  });

  test("the typed API's call is refused with the approval's name while it waits", async () => {
    const agent = createApi(running.url, agentToken);
    const call = agent.gateway.callTool.mutate({ name: "notes::add_note", arguments: { title: "t", text: "typed" } });
    await expect(call).rejects.toThrow(/apr_\w+/);
  });

  test("changes of approvals reach those who follow the workspace's events", async () => {
    const controller = new AbortController();
    const response = await fetch(`${running.url}/trpc/events.changes`, {
      headers: { authorization: `Bearer ${ownerToken}` },
      signal: controller.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const asking = ask("announced");
    let seen = "";
    while (!seen.includes('"topic":"approvals"')) seen += (await reader?.read())?.value ?? "";
    controller.abort();
    expect(await asking).toMatch(/^apr_/);
  });

  test("no argument is in a plain column, in the log or in a list", async () => {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: running.databaseUrl });
    await client.connect();
    const { rows } = await client.query("SELECT t::text FROM approvals t");
    await client.end();
    const stored = JSON.stringify(rows);
    expect(stored).toContain("add_note");
    for (const text of [stored, running.logged(), JSON.stringify(await owner.approvals.list.query({ limit: 200 }))]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(OWNER.password);
    }
  });
});
