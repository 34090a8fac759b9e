import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createTestCore, refusal, type TestCore } from "../create-test-core.ts";
import { callLegacy, callModern, legacyHeaders, openSession } from "../mcp/raw-client.ts";
import { connectDevice } from "../socket/connect.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
let running: TestCore;
let url: URL;
let owner: Api;
beforeAll(async () => {
  running = await createTestCore();
  url = new URL(`${running.url}/mcp`);
  ({ api: owner } = await running.setUp());
  await owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES], env: {} },
    publicAccess: true,
  });
  await owner.servers.setCapability.mutate({ serverId: "notes", kind: "tool", name: "add_note", dangerLevel: 2 });
  for (const person of ["uma", "ben"]) await owner.principals.add.mutate({ principalId: person, kind: "person" });
  await owner.principals.add.mutate({ principalId: "bot", kind: "agent", ownerId: "uma" });
  await owner.principals.add.mutate({ principalId: "other", kind: "agent", ownerId: "ben" });
});
afterAll(() => running.stop());

const tokenOf = async (principalId: string) => (await owner.tokens.create.mutate({ principalId })).token;
const setStatus = (status: "active" | "disabled") => owner.principals.update.mutate({ principalId: "uma", status });

test("A7: with the person, their agents stop within a second: sessions, held calls, sockets and tokens; they go on with them", async () => {
  const [token, otherToken] = [await tokenOf("bot"), await tokenOf("other")];
  const sessionId = await openSession(url, token);
  const stream = await fetch(url, {
    headers: { ...legacyHeaders(token, sessionId), accept: "text/event-stream" },
  });
  const held = callModern(url, token, "tools/call", {
    name: "notes__add_note",
    arguments: { title: "t", text: "Nobody decides." },
  });
  await expect.poll(async () => (await owner.approvals.count.query()).pending).toBe(1);
  const device = await connectDevice(running.url, token);
  const disconnected = new Promise<string>((resolve) => device.socket.once("disconnect", resolve));

  const disabledAt = performance.now();
  await setStatus("disabled");
  expect((await callModern(url, token, "tools/list")).status).toBe(401);
  expect((await callLegacy(url, token, sessionId, "tools/list")).status).toBe(401);
  expect((await held).body.error).toMatchObject({ data: { code: "principal.disabled" } });
  await stream.text();
  expect(await disconnected).toBe("io server disconnect");
  expect(performance.now() - disabledAt).toBeLessThan(1_000);

  expect((await callModern(url, otherToken, "tools/list")).status).toBe(200);
  await expect(connectDevice(running.url, token)).rejects.toThrow("User is Disabled");
  expect(await refusal(owner.tokens.create.mutate({ principalId: "bot" }))).toBe("principal.disabled");

  await setStatus("active");
  expect((await callModern(url, token, "tools/list")).status).toBe(200);
});
