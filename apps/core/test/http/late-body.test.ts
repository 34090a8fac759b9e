import { request } from "node:http";
import { CSRF_HEADER, USER_ACTION } from "@peta/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createTestCore, OWNER, signIn, type TestCore } from "../create-test-core.ts";

let running: TestCore;
let owner: Api;
beforeAll(async () => {
  running = await createTestCore();
  ({ api: owner } = await running.setUp());
  await owner.principals.add.mutate({ principalId: "uma", kind: "person" });
});
afterAll(() => running.stop());

interface Answer {
  status: number;
  body: string;
}

/** Sends the headers at once and the body after `meanwhile`. */
async function sendLate(
  path: string,
  headers: Record<string, string>,
  body: string,
  meanwhile: () => Promise<unknown>,
): Promise<Answer> {
  const sent = request(`${running.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)), ...headers },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    sent.on("error", reject).on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
  });
  sent.flushHeaders();
  await new Promise((resume) => setTimeout(resume, 300));
  await meanwhile();
  sent.end(body);
  return answer;
}

const newToken = () => owner.tokens.create.mutate({ principalId: "uma" });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test.each([
  ["/trpc/clients.endSession", { sessionRef: "ses_none" }, "auth.invalid_token"],
  ["/user", { action: USER_ACTION.GET_ONLINE_SESSIONS }, '"success":false'],
])("A7: %s: a body that comes after its sender was revoked does nothing", async (path, data, refusal) => {
  const [{ token }, other] = [await newToken(), await newToken()];
  const body = JSON.stringify(data);
  const late = await sendLate(path, bearer(token), body, () => owner.tokens.revoke.mutate({ token }));
  expect([late.status, late.body.includes(refusal)]).toEqual([401, true]);
  expect((await sendLate(path, bearer(other.token), body, () => Promise.resolve())).status).not.toBe(401);
});

test("A7: nor after its browser session has ended", async () => {
  const cookie = await signIn(running.url, OWNER.email, OWNER.password);
  const late = await sendLate(
    "/trpc/workspaces.update",
    { cookie, [CSRF_HEADER]: "1" },
    JSON.stringify({ name: "Taken over" }),
    async () => {
      for (const { sessionRef } of await owner.consoleSessions.list.query())
        await owner.consoleSessions.revoke.mutate({ sessionRef });
    },
  );
  expect([late.status, late.body.includes("auth.required")]).toEqual([401, true]);
  expect((await owner.consoleSessions.me.query()).workspace.name).toBe("Main");
});

test("A7: /admin: nor what an administrator sends", async () => {
  await owner.principals.add.mutate({ principalId: "ada", kind: "person", role: "admin" });
  const newAdminToken = () => owner.tokens.create.mutate({ principalId: "ada" });
  const [{ token }, other] = [await newAdminToken(), await newAdminToken()];
  const body = JSON.stringify({ action: 1015 });
  const late = await sendLate("/admin", bearer(token), body, () => owner.tokens.revoke.mutate({ token }));
  expect([late.status, late.body.includes('"success":false')]).toEqual([401, true]);
  expect((await sendLate("/admin", bearer(other.token), body, () => Promise.resolve())).status).toBe(200);
});
