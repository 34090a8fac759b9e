import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiOf, createWire, encrypt, legacyToken, sendAdmin, userIdOf, type Wire } from "./admin-kit.ts";

let wire: Wire;
beforeAll(async () => {
  wire = await createWire();
});
afterAll(() => wire.running.stop());

type Row = Record<string, unknown> & { userId: string };

const usersOf = async (data: object = {}) => (await wire.data(wire.owner, "GET_USERS", data)).users as Row[];
/** A user with a token of their own, as old clients make them. */
async function addUser(by: string, more: Record<string, unknown> = {}) {
  const token = legacyToken();
  const userId = userIdOf(token);
  const { user } = await wire.data(by, "CREATE_USER", { userId, encryptedToken: encrypt(token, by), ...more });
  return { token, userId, row: user as Row };
}
const rowOf = async (userId: string): Promise<Row | undefined> => (await usersOf({ userId }))[0];

describe("CREATE_USER", () => {
  test("the example of the documents, as printed, once an owner's token is in it", async () => {
    const printed = String.raw`curl -X POST http://localhost:3002/admin \
      -H "Content-Type: application/json" \
      -H "Authorization: Bearer YOUR_ADMIN_TOKEN" \
      -d '{
        "action": 1010,
        "data": {
          "userId": "user123",
          "status": 1,
          "role": 0
        }
      }'`;
    const command = printed.replace("http://localhost:3002", wire.running.url).replace("YOUR_ADMIN_TOKEN", wire.owner);
    const answer = JSON.parse((await promisify(execFile)("bash", ["-c", `${command} -s`])).stdout) as {
      success: boolean;
      data: { user: Row; accessToken: string };
    };
    expect(answer).toMatchObject({
      success: true,
      data: { user: { userId: "user123", status: 1, role: 3, ratelimit: 100, permissions: "{}", expiresAt: 0 } },
    });
    // The token is good for what a user may do, and is answered this once.
    const me = await apiOf(wire, answer.data.accessToken).consoleSessions.me.query();
    expect(me).toMatchObject({ principalId: "user123", role: "user" });
    expect(JSON.stringify(await rowOf("user123"))).not.toContain(answer.data.accessToken);
  });

  test("a token that a client made is good once its user is there (5.3)", async () => {
    const { token, userId, row } = await addUser(wire.owner, {
      name: "Zoë Ölsner",
      notes: "n",
      proxyId: 4,
      ratelimit: 7,
    });
    expect(row).toMatchObject({
      userId,
      name: "Zoë Ölsner",
      notes: "n",
      proxyId: 4,
      ratelimit: 7,
      userPreferences: "{}",
    });
    expect(await apiOf(wire, token).consoleSessions.me.query()).toMatchObject({
      principalId: "zoe-olsner",
      role: "user",
    });
    expect(row.encryptedToken).toMatch(/"tag"/);
  });

  test("what proves nothing is refused with 1001, and nobody is added", async () => {
    const before = (await usersOf()).length;
    const token = legacyToken();
    const cases: Record<string, Record<string, unknown>> = {
      "the id of another token": { userId: userIdOf(legacyToken()), encryptedToken: encrypt(token, wire.owner) },
      "encrypted with somebody else's token": { userId: userIdOf(token), encryptedToken: encrypt(token, wire.admin) },
      "no token inside": { userId: userIdOf("hello"), encryptedToken: encrypt("hello", wire.owner) },
      "no envelope": { userId: userIdOf(token), encryptedToken: "{}" },
      "the token in the clear": { userId: userIdOf(token), encryptedToken: token },
      "no userId": { encryptedToken: encrypt(token, wire.owner) },
      "the role Guest": { userId: "g", role: 4 },
      "a permission map that is none": { userId: "g", permissions: { notes: { enabled: "yes" } } },
      "a permission map that is no JSON": { userId: "g", permissions: "{" },
    };
    for (const [what, data] of Object.entries(cases))
      expect([what, await wire.refusal(wire.owner, "CREATE_USER", data)]).toEqual([what, "500 1001"]);
    expect((await usersOf()).length).toBe(before);
    expect(wire.running.logged()).not.toContain(token);
  });

  test("a second user of the same id or token, and a second owner, are 2003", async () => {
    const { token, userId } = await addUser(wire.owner);
    expect(await wire.refusal(wire.owner, "CREATE_USER", { userId })).toBe("500 2003");
    expect(await wire.refusal(wire.owner, "CREATE_USER", { userId, encryptedToken: encrypt(token, wire.owner) })).toBe(
      "500 2003",
    );
    expect(await wire.refusal(wire.owner, "CREATE_USER", { userId: "o", role: 1 })).toBe("500 2003");
    expect(await wire.refusal(null, "CREATE_USER", { userId: "o", role: 1 })).toBe("500 2003");
  });

  test("an Admin creates users, not other Admins (contract 8.1)", async () => {
    const { row } = await addUser(wire.admin, { role: 3 });
    expect(row.role).toBe(3);
    expect(await wire.refusal(wire.admin, "CREATE_USER", { userId: "a2", role: 2 })).toBe("500 1003");
    expect((await addUser(wire.owner, { role: 2 })).row.role).toBe(2);
  });

  test("milliseconds become seconds, numbers may be text, and who has expired is out", async () => {
    const at = 4_102_444_800;
    expect((await addUser(wire.owner, { expiresAt: String(at * 1000 + 999) })).row.expiresAt).toBe(at);
    expect((await addUser(wire.owner, { expiresAt: at })).row.expiresAt).toBe(at);
    const { token } = await addUser(wire.owner, { role: 2, expiresAt: 1_600_000_000 });
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(401);
  });

  test("a disabled user is created disabled", async () => {
    const { token, row } = await addUser(wire.owner, { role: 2, status: 0 });
    expect(row.status).toBe(0);
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(401);
  });
});

describe("reading users", () => {
  test("lists leave preferences and launch configurations out, one user has all", async () => {
    const [inList] = await usersOf();
    expect(inList).not.toHaveProperty("launchConfigs");
    expect(inList).not.toHaveProperty("userPreferences");
    const { userId } = await addUser(wire.owner);
    expect(await rowOf(userId)).toMatchObject({ userId, launchConfigs: "{}", userPreferences: "{}" });
    expect(await usersOf({ userId: "nobody" })).toEqual([]);
  });

  test("who was added elsewhere has an id that stays, and can be changed by it", async () => {
    const uma = (await usersOf()).find(({ name }) => name === "uma");
    expect(uma?.userId).toMatch(/^[0-9a-f]{32}$/);
    expect((await usersOf()).find(({ name }) => name === "uma")?.userId).toBe(uma?.userId);
    await wire.data(wire.owner, "UPDATE_USER", { userId: uma?.userId, notes: "by the wire" });
    expect(await rowOf(uma?.userId ?? "")).toMatchObject({ name: "uma", notes: "by the wire" });
    await wire.data(wire.owner, "UPDATE_USER", { userId: uma?.userId, notes: null });
  });

  test("filters: proxyId also as text, role, excludeRole above role", async () => {
    await addUser(wire.owner, { proxyId: 9 });
    expect((await usersOf({ proxyId: "9" })).map(({ proxyId }) => proxyId)).toEqual([9]);
    expect((await usersOf({ role: 1 })).map(({ role }) => role)).toEqual([1]);
    expect((await usersOf({ role: 1, excludeRole: 1 })).some(({ role }) => role === 1)).toBe(false);
    const { count } = await wire.data(wire.owner, "COUNT_USERS");
    expect(await wire.data(wire.owner, "COUNT_USERS", { excludeRole: 1 })).toEqual({ count: (count as number) - 1 });
  });

  test("the owner is trimmed for whoever has no token", async () => {
    const { owner } = await wire.data(null, "GET_OWNER");
    expect(Object.keys(owner as object).sort()).toEqual(
      ["createdAt", "encryptedToken", "expiresAt", "role", "status", "userId"].sort(),
    );
    expect((await wire.data(wire.admin, "GET_OWNER")).owner).toMatchObject({
      role: 1,
      permissions: "{}",
      name: "Olga Owner",
    });
  });
});

test("a stranger who asks for the owner makes Core look at nobody else: what it costs does not grow with the workspace", async () => {
  const { userId } = await addUser(wire.owner);
  const database = new pg.Client({ connectionString: wire.running.databaseUrl });
  await database.connect();
  await database.query("UPDATE legacy_users SET sealed_encrypted_token = '\\x00' WHERE user_id = $1", [userId]);
  await database.end();
  // Whoever lists everybody opens this one too, and fails.
  expect((await wire.ask(wire.owner, "GET_USERS")).status).toBe(500);
  expect((await wire.ask(null, "GET_OWNER")).status).toBe(200);
  await wire.api.principals.remove.mutate({ principalId: `user-${userId.slice(0, 12)}` });
});

describe("changing users", () => {
  test("disabling answers {}, ends their token at once, and is the same the second time (A7)", async () => {
    const { token, userId } = await addUser(wire.owner, { role: 2 });
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(200);
    expect(await wire.data(wire.owner, "DISABLE_USER", { targetId: userId })).toEqual({});
    expect(await wire.data(wire.owner, "DISABLE_USER", { targetId: userId })).toEqual({});
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(401);
    await wire.data(wire.owner, "UPDATE_USER", { userId, status: 1 });
    expect((await wire.ask(token, "COUNT_USERS")).status).toBe(200);
  });

  test("nobody disables or removes an owner here, and Admins leave Admins and owners alone (contract 7.1.3, 8.2)", async () => {
    const { owner } = (await wire.data(wire.owner, "GET_OWNER")) as { owner: Row };
    const { userId: other } = await addUser(wire.owner, { role: 2 });
    for (const by of [wire.owner, wire.admin]) {
      expect(await wire.refusal(by, "DISABLE_USER", { targetId: owner.userId })).toBe("500 1003");
      expect(await wire.refusal(by, "UPDATE_USER", { userId: owner.userId, status: 0 })).toBe("500 1003");
      expect(await wire.refusal(by, "DELETE_USER", { userId: owner.userId })).toBe("500 1003");
      expect(await wire.refusal(by, "DELETE_USERS_BY_PROXY", { proxyId: 0 })).toBe("500 1003");
    }
    const envelope = encrypt("x", "y");
    expect(await wire.refusal(wire.admin, "UPDATE_USER", { userId: owner.userId, encryptedToken: envelope })).toBe(
      "500 1003",
    );
    expect(await wire.refusal(wire.admin, "UPDATE_USER_PERMISSIONS", { targetId: other, permissions: {} })).toBe(
      "500 1003",
    );
    expect(await wire.refusal(wire.admin, "DELETE_USER", { userId: other })).toBe("500 1003");
    const own = await wire.data(wire.owner, "UPDATE_USER", { userId: owner.userId, encryptedToken: envelope });
    expect((own.user as Row).encryptedToken).toBe(envelope);
    expect((await wire.data(null, "GET_OWNER")).owner).toMatchObject({ encryptedToken: envelope });
  });

  test("unknown users are 2001, also an empty id", async () => {
    for (const targetId of ["nobody", ""]) {
      expect(await wire.refusal(wire.owner, "DISABLE_USER", { targetId })).toBe("500 2001");
      expect(await wire.refusal(wire.owner, "UPDATE_USER_PERMISSIONS", { targetId, permissions: {} })).toBe("500 2001");
    }
    expect(await wire.refusal(wire.owner, "UPDATE_USER", { userId: "nobody" })).toBe("500 2001");
    expect(await wire.refusal(wire.owner, "DELETE_USER", { userId: "nobody" })).toBe("500 2001");
  });

  test("what UPDATE_USER does not know is passed over; an encrypted token that is none is 1001", async () => {
    const { userId } = await addUser(wire.owner);
    const { user } = await wire.data(wire.owner, "UPDATE_USER", {
      userId,
      role: 2,
      ratelimit: 1,
      proxyId: 5,
      name: "N",
    });
    expect(user).toMatchObject({ role: 3, ratelimit: 100, proxyId: 0, name: "N" });
    expect(await wire.refusal(wire.owner, "UPDATE_USER", { userId, encryptedToken: "clear text" })).toBe("500 1001");
  });

  test("removing takes the token away; by proxyId it takes all who have it", async () => {
    const one = await addUser(wire.owner, { role: 2 });
    expect(await wire.data(wire.owner, "DELETE_USER", { userId: one.userId })).toMatchObject({
      message: expect.any(String),
    });
    expect((await wire.ask(one.token, "COUNT_USERS")).status).toBe(401);
    expect(await wire.refusal(wire.owner, "DELETE_USER", { userId: one.userId })).toBe("500 2001");
    await addUser(wire.owner, { proxyId: 31 });
    await addUser(wire.owner, { proxyId: 31 });
    expect(await wire.data(wire.admin, "DELETE_USERS_BY_PROXY", { proxyId: 31 })).toEqual({ deletedCount: 2 });
    expect(await wire.data(wire.admin, "DELETE_USERS_BY_PROXY", { proxyId: 31 })).toEqual({ deletedCount: 0 });
  });

  test("who did it and from where is on record (contract 7.1.4)", async () => {
    await addUser(wire.admin, { name: "Recorded" });
    const { rows } = await wire.api.audit.list.query({ action: "principal.add", principalId: "abe" });
    const detail = await wire.api.audit.get.query({ auditId: rows[0]?.auditId ?? "" });
    expect(detail).toMatchObject({ channel: "api", ipAddress: "127.0.0.1", detail: { principalId: "recorded" } });
  });
});

describe("the first owner without a token", () => {
  test("is created once, with the set-up token, and the token is good when it first comes (contract 6.2)", async () => {
    const { createTestCore, SETUP_TOKEN } = await import("../create-test-core.ts");
    const empty = await createTestCore();
    try {
      const create = (token: string, more: object = {}) =>
        sendAdmin(empty.url, null, {
          action: 1010,
          data: { role: 1, userId: userIdOf(token), encryptedToken: encrypt(token, "master password"), ...more },
        });
      const [first, second] = [legacyToken(), legacyToken()];
      expect(await create(first)).toMatchObject({ status: 500, body: { error: { code: 1003 } } });
      expect(await create(first, { setupToken: "wrong" })).toMatchObject({
        status: 500,
        body: { error: { code: 1003 } },
      });
      const unreadable = await create(first, { setupToken: SETUP_TOKEN, encryptedToken: "clear text" });
      expect(unreadable).toMatchObject({ status: 500, body: { error: { code: 1001 } } });
      const answers = await Promise.all([
        create(first, { setupToken: SETUP_TOKEN, name: "Olga" }),
        create(second, { setupToken: SETUP_TOKEN }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 500]);
      const token = answers[0]?.status === 200 ? first : second;
      const owner = await sendAdmin(empty.url, null, { action: 1016 });
      expect(owner.body).toMatchObject({
        data: { owner: { userId: userIdOf(token), role: 1, encryptedToken: expect.stringContaining("tag") } },
      });
      const count = () => sendAdmin(empty.url, token, { action: 1015 });
      expect(await count()).toMatchObject({ status: 200, body: { data: { count: 1 } } });
      expect((await count()).status).toBe(200);
      expect((await sendAdmin(empty.url, token === first ? second : first, { action: 1015 })).status).toBe(401);
    } finally {
      await empty.stop();
    }
  });
});
