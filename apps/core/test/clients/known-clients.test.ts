import { CSRF_HEADER } from "@peta/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../../src/adapters/log.ts";
import { compose } from "../../src/compose.ts";
import { readConfig } from "../../src/config.ts";
import { createApi, createBrowserApi, OWNER, refusal, signIn } from "../create-test-core.ts";
import { callModern, openStream, modernHeaders, modernMeta, rpc } from "../mcp/raw-client.ts";
import { connect, createWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.running.stop());

test("a client is known from its token and by what it says of itself, in both eras, and counts its sessions", async () => {
  const claude = await world.tokenOf("uma", "Token of the laptop");
  const cursor = await world.tokenOf("uma", "Token of the desk");
  expect(await claude.api.clients.list.query({})).toEqual([]);
  const first = await connect(world.mcp, claude.token);
  const second = await connect(world.mcp, claude.token);
  await callModern(world.mcp, cursor.token, "tools/list");
  const seen = await claude.api.clients.list.query({});
  expect(
    seen.map(({ clientKey, name, version, source, activeSessions }) => [
      clientKey,
      name,
      version,
      source,
      activeSessions,
    ]),
  ).toEqual(
    expect.arrayContaining([
      [claude.tokenId, "raw", "1", "token", 2],
      [cursor.tokenId, "raw", "1", "token", 0],
    ]),
  );
  for (const { firstSeenAt, lastSeenAt } of seen) expect(lastSeenAt >= firstSeenAt).toBe(true);
  first.stream.close();
  await second.send("ping");
  await world.owner.tokens.revoke.mutate({ token: cursor.tokenId });
  expect((await claude.api.clients.list.query({})).map(({ clientKey }) => clientKey)).toEqual([claude.tokenId]);
});

test("a client that says nothing of itself has its token's name; a browser is one, too", async () => {
  const script = await world.tokenOf("ugo", "Nightly script");
  await script.api.gateway.callTool.mutate({ name: "notes::list_notes" });
  expect(await script.api.clients.list.query({})).toMatchObject([{ name: "Nightly script", version: null }]);
  const cookie = await signIn(world.running.url, OWNER.email, OWNER.password);
  const browser = createBrowserApi(world.running.url, cookie, { [CSRF_HEADER]: "1", "user-agent": "Testfox/1" });
  await browser.gateway.callTool.mutate({ name: "notes::list_notes" });
  expect(await browser.clients.list.query({})).toMatchObject([{ source: "console_session" }]);
});

test("sessions and streams are listed with a reference that is not the session's id", async () => {
  const { token, api } = await world.tokenOf("ugo", "Sessions");
  const { session } = await connect(world.mcp, token);
  const listening = await openStream(world.mcp, {
    method: "POST",
    headers: modernHeaders(token, "subscriptions/listen"),
    body: rpc("subscriptions/listen", { notifications: { toolsListChanged: true }, _meta: modernMeta() }),
  });
  await listening.next();
  const sessions = await api.clients.sessions.query({});
  expect(sessions.map(({ era }) => era).sort()).toEqual(["legacy", "modern"]);
  expect(sessions[0]).toMatchObject({
    principalId: "ugo",
    clientName: "raw",
    clientVersion: "1",
    ipAddress: "127.0.0.1",
  });
  expect(JSON.stringify(sessions)).not.toContain(session);
  listening.close();
  await expect.poll(async () => (await api.clients.sessions.query({})).length).toBe(1);
});

test("a session that is ended by hand is gone for its client: 404, and its stream ends; others go on", async () => {
  const { token, api } = await world.tokenOf("ugo", "To be ended");
  const ended = await connect(world.mcp, token);
  const [view] = (await api.clients.sessions.query({})).filter(({ clientKey }) => clientKey !== undefined);
  const other = await connect(world.mcp, token);
  await api.clients.endSession.mutate({ sessionRef: view?.sessionRef ?? "" });
  expect((await ended.send("ping")).status).toBe(404);
  expect(await ended.stream.next()).toBeUndefined();
  expect((await other.send("ping")).status).toBe(200);
  expect(await refusal(api.clients.endSession.mutate({ sessionRef: view?.sessionRef ?? "" }))).toBe(
    "session.not_found",
  );
  const { rows } = await world.owner.audit.list.query({ action: "client.end_session" });
  expect(rows[0]).toMatchObject({ principalId: "ugo", outcome: "allowed" });
});

test("A24: whose clients and sessions one may not ask about does not exist; an owner may for their agents", async () => {
  const bot = await world.tokenOf("bot");
  await connect(world.mcp, bot.token);
  const [uma, ugo] = [(await world.tokenOf("uma")).api, (await world.tokenOf("ugo")).api];
  const about = { principalId: "bot" };
  expect(await uma.clients.list.query(about)).toMatchObject([{ clientKey: bot.tokenId, principalId: "bot" }]);
  const [session] = await uma.clients.sessions.query(about);
  const sessionRef = session?.sessionRef ?? "";
  expect(await refusal(ugo.clients.list.query(about))).toBe("auth.forbidden");
  expect(await refusal(ugo.clients.sessions.query(about))).toBe("auth.forbidden");
  expect(await refusal(ugo.clients.list.query({ principalId: "nobody" }))).toBe("auth.forbidden");
  expect(await refusal(ugo.clients.endSession.mutate({ sessionRef }))).toBe("session.not_found");
  const foreign = { clientKey: bot.tokenId };
  expect(await refusal(ugo.clients.capabilities.query(foreign))).toBe("client.not_found");
  expect(await refusal(ugo.clients.setSwitch.mutate({ ...foreign, serverId: "notes", enabled: false }))).toBe(
    "client.not_found",
  );
  expect(await refusal(ugo.clients.capabilities.query({ ...foreign, ...about }))).toBe("auth.forbidden");
  expect(await world.owner.clients.sessions.query(about)).toHaveLength(1);
  await uma.clients.endSession.mutate({ sessionRef });
  expect(await uma.clients.sessions.query(about)).toEqual([]);
});

test("clients survive a restart of Core", async () => {
  const { token, tokenId } = await world.tokenOf("uma", "Before the restart");
  await connect(world.mcp, token);
  const before = (await createApi(world.running.url, token).clients.list.query({})).find(
    ({ clientKey }) => clientKey === tokenId,
  );
  await world.running.core.stop();
  // It has stopped: what is left for the end is its database.
  world.running.core.stop = async () => {};
  const core = await compose({
    config: readConfig({ PETA_DATA_DIR: world.running.dataDir, BACKEND_PORT: "0" }, world.running.dataDir),
    databaseUrl: world.running.databaseUrl,
    database: "embedded",
    log: createLog({ level: "error" }, { write: () => {} }),
    version: "0.0.0-test",
    consoleDirectory: null,
  });
  try {
    const api = createApi(await core.listen(), token);
    const after = (await api.clients.list.query({})).find(({ clientKey }) => clientKey === tokenId);
    expect(after).toMatchObject({ name: "raw", activeSessions: 0, firstSeenAt: before?.firstSeenAt });
  } finally {
    await core.stop();
  }
});
