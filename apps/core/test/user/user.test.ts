import path from "node:path";
import { adminWire, capabilityTreeSchema, USER_ACTION, USER_ERROR, type UserResponse } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encrypt, sendAdmin } from "../admin/admin-kit.ts";
import { createApi } from "../create-test-core.ts";
import { connectMcp, leaveMcp, listMcpTools } from "../socket/list-mcp-tools.ts";
import { createSocketWorld, type SocketWorld } from "../socket/create-socket-world.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
const CANARY = "canary-of-anns-own-key";

let world: SocketWorld;
beforeAll(async () => {
  world = await createSocketWorld();
  await world.owner.servers.add.mutate({
    serverId: "mail",
    displayName: "Mail",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
    userFields: [{ key: "apiKey", label: "Key", secret: true, placement: { in: "env", name: "MAIL_KEY" } }],
    allowUnreachable: true,
  });
  await world.owner.servers.add.mutate({
    serverId: "broken",
    launch: { transport: "stdio", command: process.execPath, args: ["-e", "process.exit(1)"] },
    userFields: [{ key: "apiKey", label: "Key", placement: { in: "env", name: "KEY" } }],
    allowUnreachable: true,
  });
  for (const serverId of ["mail", "broken"])
    await world.owner.permissions.set.mutate({ principalId: "ann", serverId, enabled: true });
});
afterAll(() => world.stop());

interface Answer {
  status: number;
  headers: Headers;
  body: UserResponse<never>;
}

async function post(body: unknown, headers: Record<string, string> = {}, token = world.ann.token): Promise<Answer> {
  const response = await fetch(`${world.core.url}/user`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as UserResponse<never> };
}

const act = (action: keyof typeof USER_ACTION, data?: unknown) =>
  post({ action: USER_ACTION[action], ...(data !== undefined && { data }) });

describe("every action of the table", () => {
  /** What each action answers when all is well; one row per action, or this does not compile. */
  const good: Record<keyof typeof USER_ACTION, { data?: unknown; check: (data: unknown) => void }> = {
    GET_CAPABILITIES: {
      check: (data) => expect(Object.keys(capabilityTreeSchema.parse(data))).toEqual(["broken", "mail", "notes"]),
    },
    SET_CAPABILITIES: {
      data: { notes: { tools: { delete_note: { enabled: false } } } },
      check: (data) => expect(data).toEqual({ message: expect.any(String) }),
    },
    CONFIGURE_SERVER: {
      data: { serverId: "mail", stdioEnv: { MAIL_KEY: CANARY } },
      check: (data) => expect(data).toEqual({ serverId: "mail", message: expect.any(String) }),
    },
    UNCONFIGURE_SERVER: {
      data: { serverId: "mail" },
      check: (data) => expect(data).toEqual({ serverId: "mail", message: expect.any(String) }),
    },
    GET_ONLINE_SESSIONS: { check: (data) => expect(data).toEqual([]) },
  };
  test.each(Object.entries(good))("%s answers 200 and the envelope", async (action, { data, check }) => {
    const { status, body } = await act(action as keyof typeof USER_ACTION, data);
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(["data", "success"]);
    check(body.data);
  });

  test("what is set holds for the principal's MCP clients", async () => {
    expect(await listMcpTools(world.core.url, world.ann.token)).not.toContain("notes__delete_note");
    await act("SET_CAPABILITIES", { notes: { tools: { delete_note: { enabled: true } } } });
    expect(await listMcpTools(world.core.url, world.ann.token)).toContain("notes__delete_note");
  });

  test("unconfigured twice is no error", async () => {
    for (const _again of [1, 2]) expect((await act("UNCONFIGURE_SERVER", { serverId: "mail" })).status).toBe(200);
  });

  test("an open MCP session is listed", async () => {
    const client = await connectMcp(world.core.url, world.ann.token);
    expect((await act("GET_ONLINE_SESSIONS")).body.data).toEqual([
      {
        sessionId: expect.any(String),
        clientName: "test-agent",
        userAgent: "test-agent/1.2",
        lastActive: expect.stringMatching(/^\d{4}-/),
      },
    ]);
    await leaveMcp(client);
  });
});

describe("a server that was registered over /admin", () => {
  const legacyId = "7F3A-Mail Server";
  const configTemplate = JSON.stringify({ env: { MAIL_KEY: "YOUR_MAIL_KEY" } });
  beforeAll(async () => {
    const launchConfig = encrypt(
      JSON.stringify({ command: process.execPath, args: [NOTES], env: { MAIL_KEY: "YOUR_MAIL_KEY" } }),
      world.ownerToken,
    );
    const answer = await sendAdmin(world.core.url, world.ownerToken, {
      action: adminWire.ADMIN_ACTION.CREATE_SERVER,
      data: {
        serverId: legacyId,
        serverName: "Legacy mail",
        category: 5,
        authType: 7,
        allowUserInput: true,
        configTemplate,
        launchConfig,
      },
    });
    if (answer.body.success !== true) throw new Error(`the server was not registered: ${JSON.stringify(answer.body)}`);
    const added = (await world.owner.servers.list.query()).find(({ displayName }) => displayName === "Legacy mail");
    await world.owner.permissions.set.mutate({ principalId: "ann", serverId: added?.serverId ?? "", enabled: true });
  });

  test("keeps the id, the kind and the template that it was given there, here and in every request", async () => {
    const tree = capabilityTreeSchema.parse((await act("GET_CAPABILITIES")).body.data);
    expect(tree[legacyId]).toMatchObject({
      serverName: "Legacy mail",
      allowUserInput: true,
      configured: false,
      authType: 7,
      configTemplate,
    });
    const configured = await act("CONFIGURE_SERVER", { serverId: legacyId, stdioEnv: { MAIL_KEY: CANARY } });
    expect(configured.body).toMatchObject({ success: true, data: { serverId: legacyId } });
    await act("SET_CAPABILITIES", { [legacyId]: { tools: { delete_note: { enabled: false } } } });
    const after = capabilityTreeSchema.parse((await act("GET_CAPABILITIES")).body.data);
    expect(after[legacyId]).toMatchObject({ configured: true, tools: { delete_note: { enabled: false } } });
    expect((await act("UNCONFIGURE_SERVER", { serverId: legacyId })).body).toMatchObject({ success: true });
  });

  test("is called by that id in the questions about its calls", async () => {
    const device = await world.device(world.ann.token);
    const { serverId } = (await world.owner.servers.list.query()).find(
      ({ displayName }) => displayName === "Legacy mail",
    ) ?? { serverId: "" };
    await act("CONFIGURE_SERVER", { serverId: legacyId, stdioEnv: { MAIL_KEY: CANARY } });
    await world.owner.servers.setCapability.mutate({ serverId, kind: "tool", name: "add_note", dangerLevel: 2 });
    const other = createApi(world.core.url, (await world.tokenOf("ann")).token);
    const call = other.gateway.callTool.mutate({ name: `${serverId}::add_note`, arguments: { title: "t", text: "x" } });
    const told = await device.notified("approval_created");
    expect(told.data).toMatchObject({ serverId: legacyId, toolName: "add_note", approval: { serverId } });
    device.socket.emit("approval_decide", { id: told.data.id, decision: "REJECTED" });
    await expect(call).rejects.toThrow();
  });
});

describe("refusals carry the legacy number, a status, a sentence and Core's own code", () => {
  const { INVALID_REQUEST, CONFIG_INVALID, SERVER_NOT_FOUND, USER_INPUT_NOT_ALLOWED, INVALID_CAPABILITIES } =
    USER_ERROR;
  test.each([
    ["no action", {}, 400, INVALID_REQUEST, "input.invalid"],
    ["an action that is a text", { action: "1001" }, 400, INVALID_REQUEST, "input.invalid"],
    ["an unknown action", { action: 9999 }, 400, INVALID_REQUEST, "request.unsupported"],
    ["no JSON", "{", 400, INVALID_REQUEST, "request.malformed"],
    [
      "an own prototype (A30)",
      '{"action":1002,"data":{"__proto__":{"enabled":false}}}',
      400,
      INVALID_REQUEST,
      "request.malformed",
    ],
    ["capabilities that are null", { action: 1002, data: null }, 400, INVALID_CAPABILITIES, "input.invalid"],
    [
      "a level that there is not",
      { action: 1002, data: { notes: { tools: { add_note: { dangerLevel: 7 } } } } },
      400,
      INVALID_CAPABILITIES,
      "input.invalid",
    ],
    [
      "a client that is not the caller's",
      { action: 1002, data: { clientKey: "tok_other" } },
      400,
      INVALID_CAPABILITIES,
      "client.not_found",
    ],
    ["a configuration without a server", { action: 2001, data: {} }, 400, INVALID_REQUEST, "input.invalid"],
    [
      "an unknown server",
      { action: 2001, data: { serverId: "nowhere", values: {} } },
      400,
      SERVER_NOT_FOUND,
      "server.not_found",
    ],
    [
      "a server that takes no values",
      { action: 2001, data: { serverId: "notes", values: { a: "b" } } },
      400,
      USER_INPUT_NOT_ALLOWED,
      "server.not_configurable",
    ],
    [
      "a value that no field asks for",
      { action: 2001, data: { serverId: "mail", authConf: [{ key: "YOUR_OAUTH_CODE", value: CANARY }] } },
      400,
      CONFIG_INVALID,
      "server.values_invalid",
    ],
    [
      "values that the server does not start with",
      { action: 2001, data: { serverId: "broken", values: { apiKey: CANARY } } },
      400,
      CONFIG_INVALID,
      /^server\./,
    ],
  ])("%s", async (_name, body, status, number, code) => {
    const answer = await post(body);
    expect(answer.body).toEqual({
      success: false,
      error: { code: number, message: expect.stringMatching(/\w/), details: { code: expect.stringMatching(code) } },
    });
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).not.toContain(CANARY);
  });

  test("no token, an unknown one, two, and one in the URL (A2, A6)", async () => {
    const without = await fetch(`${world.core.url}/user`, { method: "POST", body: "{}" });
    expect(without.status).toBe(401);
    expect(without.headers.get("www-authenticate")).toMatch(/^Bearer .*oauth-protected-resource\/user"$/);
    expect(await without.json()).toMatchObject({ success: false, error: { code: USER_ERROR.UNAUTHORIZED } });
    expect(await post({ action: 1001 }, {}, `peta_${"y".repeat(43)}`)).toMatchObject({
      status: 401,
      body: { error: { code: USER_ERROR.UNAUTHORIZED, details: { code: "auth.invalid_token" } } },
    });
    const inUrl = await fetch(`${world.core.url}/user?token=x`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.ann.token}` },
    });
    expect(inUrl.status).toBe(400);
  });

  test("a disabled user has a number of their own", async () => {
    await world.owner.principals.add.mutate({ principalId: "gone", kind: "person" });
    const { token } = await world.tokenOf("gone");
    await world.owner.principals.update.mutate({ principalId: "gone", status: "disabled" });
    expect(await post({ action: 1001 }, {}, token)).toMatchObject({
      status: 401,
      body: { error: { code: USER_ERROR.USER_DISABLED } },
    });
  });

  test("A48: a page of another origin", async () => {
    expect((await post({ action: 1001 }, { origin: "https://evil.example" })).status).toBe(403);
  });

  test("A34: a body that is too large", async () => {
    expect(await post({ action: 1001, data: "x".repeat(1024 * 1024) })).toMatchObject({
      status: 413,
      body: { success: false, error: { code: INVALID_REQUEST } },
    });
  });

  test("more requests than the principal may send, with the time to wait", async () => {
    await world.owner.principals.add.mutate({ principalId: "limited", kind: "person" });
    const { token } = await world.tokenOf("limited");
    await world.owner.network.setPrincipalLimit.mutate({ principalId: "limited", ratePerMinute: 2 });
    const answers = [];
    for (let asked = 0; asked < 3; asked++) answers.push(await post({ action: 3001 }, {}, token));
    expect(answers[0]?.headers.get("ratelimit-limit")).toBe("2");
    expect(answers[2]).toMatchObject({ status: 429, body: { error: { details: { code: "request.rate_limited" } } } });
    expect(Number(answers[2]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

test("no value of a user is in the log or the audit", async () => {
  const audit = JSON.stringify(await world.owner.audit.list.query({ limit: 500 }));
  expect(world.core.logged() + audit).not.toContain(CANARY);
});
