import { beforeEach, describe, expect, test } from "vitest";
import type { HttpLaunch, ServerOAuth } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { Principal } from "../../principals/principal.ts";
import { callerOf, createServersKit, type ServersKit, settle, stdioLaunch } from "../twins/servers-kit.ts";

const MINUTE = 60_000;
const ADDRESS = "https://guarded.test/mcp";
const actor = callerOf();
let kit: ServersKit;
/** Tokens that the server takes. */
let taken: Set<string>;
beforeEach(() => {
  kit = createServersKit();
  taken = new Set();
  kit.principals.set("ann", actor.principal);
  kit.twin.door = async ({ authorization }) => {
    await authorization?.prepare();
    for (let n = 0; n < 2; n++) {
      const token = authorization?.token ?? null;
      if (token !== null && taken.has(token)) return;
      const refused = { status: 401, scope: null, resourceMetadataUrl: null, token } as const;
      if (!authorization || n > 0) throw new CoreError("server.unreachable", "No.", { detail: "HTTP 401" });
      await authorization.refused(refused);
    }
  };
});

const launchOf = (more: Partial<HttpLaunch> = {}): HttpLaunch => ({
  transport: "http",
  url: ADDRESS,
  headers: {},
  ...more,
});
const BY_ITSELF: ServerOAuth = { grant: "client_credentials", clientId: "peta", clientSecret: "s3cr3t" };
const add = (launch = launchOf()) =>
  kit.servers.add(actor, { serverId: "guarded", launch, publicAccess: false, allowUnreachable: false });
const get = () => kit.servers.get(actor, "guarded");
const start = () => kit.servers.startSignIn(actor, "guarded");
const stateOf = (url: string): string => url.split("/").at(-1) ?? "";
const pages = () => kit.servers.signInPages;
/** Opens the address as a browser does. Returns its secret. */
const setOut = (state: string, browser: string | null = null): string => {
  const opened = pages().open(state, browser);
  if (typeof opened === "string") throw new Error(opened);
  return opened.browser;
};
const comeBack = (state: string, browser: string | null, more = {}) =>
  pages().finish({ state, code: "code-1", error: null, issuer: null, ...more }, browser, "192.0.2.1");
/** The whole way, as it should be. */
async function signIn(token = "token-1") {
  taken.add(token);
  const state = stateOf((await start()).url);
  const finished = await comeBack(state, setOut(state));
  await settle();
  await settle();
  return finished;
}
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "not refused",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );
const other = (more: Partial<Principal>): void => void kit.principals.set("ann", { ...actor.principal, ...more });

describe("adding", () => {
  test("a server that wants a sign-in is saved, and says so", async () => {
    expect(await add()).toMatchObject({ status: "error", failure: { kind: "sign_in" }, signIn: { state: "required" } });
    expect(kit.store.rows.size).toBe(1);
  });

  test("with client credentials Core signs in by itself, and keeps it with the row", async () => {
    taken.add("token-1");
    expect(await add(launchOf({ oauth: BY_ITSELF }))).toMatchObject({
      status: "online",
      signIn: { state: "signed_in", grant: "client_credentials", signedInBy: null },
    });
    expect(kit.signIns.rows.size).toBe(1);
  });

  test("client credentials that are refused save nothing", async () => {
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "The secret is wrong."));
    expect(await codeOf(add(launchOf({ oauth: BY_ITSELF })))).toBe("server.sign_in_failed");
    expect(kit.store.rows.size).toBe(0);
  });

  test("a server with a credential of its own that is refused is not saved: there is no sign-in to it", async () => {
    expect(await codeOf(add(launchOf({ headers: { Authorization: "Bearer own" } })))).toBe("server.unreachable");
    expect(kit.store.rows.size).toBe(0);
  });
});

describe("testing", () => {
  test("a configuration that is not saved is told to be saved first", async () => {
    const { error } = await kit.servers.test(actor, { launch: launchOf() });
    expect(error).toMatchObject({ code: "server.sign_in_required", message: expect.stringContaining("Save it") });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("client credentials are tried, and nothing of it is kept", async () => {
    taken.add("token-1");
    expect(await kit.servers.test(actor, { launch: launchOf({ oauth: BY_ITSELF }) })).toMatchObject({ ok: true });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("a saved server is tested with its sign-in", async () => {
    await add();
    await signIn();
    expect(await kit.servers.test(actor, { serverId: "guarded" })).toMatchObject({ ok: true });
  });
});

describe("signing in", () => {
  test("from the start to the catalogue, recorded with issuer and scope and without any secret", async () => {
    await add();
    kit.recorded.length = 0;
    const started = await start();
    expect(started).toEqual({
      url: expect.stringMatching(/^http:\/\/core\.test\/server-sign-in\/go\/[\w-]{43}$/),
      issuer: "https://auth.test",
      scope: "read",
      expiresAt: new Date(kit.clock.now() + 10 * MINUTE).toISOString(),
    });
    expect(kit.flow.asked[0]).toMatchObject({
      what: "begin",
      request: { redirectUrl: "http://core.test/server-sign-in/callback", clientMetadataUrl: null },
    });
    taken.add("token-1");
    const state = stateOf(started.url);
    expect(await comeBack(state, setOut(state))).toEqual({ kind: "done", serverId: "guarded" });
    await settle();
    await settle();
    expect(await get()).toMatchObject({
      status: "online",
      counts: { tools: 1 },
      signIn: { state: "signed_in", signedInBy: "ann", issuer: "https://auth.test", scope: "read", renews: true },
    });
    expect(kit.recorded.slice(0, 2)).toMatchObject([
      { action: "server.sign_in", outcome: "allowed", principalHandle: "ann", detail: { url: ADDRESS } },
      {
        action: "server.signed_in",
        outcome: "allowed",
        principalHandle: "ann",
        ipAddress: "192.0.2.1",
        detail: { issuer: "https://auth.test", scope: "read" },
      },
    ]);
    expect(JSON.stringify([kit.recorded, await get()])).not.toMatch(/token-1|refresh-1|code-1|verifier/);
    expect(JSON.stringify(kit.recorded)).not.toContain(state);
  });

  test("A45: nobody but administrators may, and each try is recorded", async () => {
    await add();
    kit.recorded.length = 0;
    for (const role of ["user", "guest"] as const) {
      expect(await codeOf(kit.servers.startSignIn(callerOf(role), "guarded"))).toBe("auth.forbidden");
      expect(await codeOf(kit.servers.signOut(callerOf(role), "guarded"))).toBe("auth.forbidden");
    }
    expect(kit.actions()).toEqual(
      ["sign_in", "sign_out", "sign_in", "sign_out"].map((name) => `server.${name} denied`),
    );
    expect(kit.flow.asked).toEqual([]);
  });

  test("A26: not to a server of another workspace", async () => {
    await add();
    for (const attempt of [kit.servers.startSignIn, kit.servers.signOut])
      expect(await codeOf(attempt(callerOf("owner", "wsp_2"), "guarded"))).toBe("server.not_found");
  });

  test("A57: not when it cannot be recorded; a state that has come back by then is used up", async () => {
    await add();
    const state = stateOf((await start()).url);
    const browser = setOut(state);
    kit.auditFailure = new CoreError("audit.unavailable", "no");
    expect(await codeOf(start())).toBe("audit.unavailable");
    expect(await codeOf(comeBack(state, browser))).toBe("audit.unavailable");
    kit.auditFailure = null;
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test.each([
    ["a program", stdioLaunch(), "transports http and sse"],
    ["one with a credential of its own", launchOf({ headers: { AUTHORIZATION: "Bearer own" } }), "header of its own"],
    ["one with client credentials", launchOf({ oauth: BY_ITSELF }), "by itself"],
  ])("there is none for %s, and the refusal says why", async (_name, launch, why) => {
    kit.twin.door = null;
    await kit.servers.add(actor, { serverId: "guarded", launch, publicAccess: false, allowUnreachable: false });
    await expect(start()).rejects.toThrow(why);
  });

  test("A16: nobody is sent to an address that is none of the web", async () => {
    await add();
    kit.flow.authorizationUrl = "javascript:alert(1)//";
    expect(await codeOf(start())).toBe("server.sign_in_failed");
  });

  test("what the authorization server's answers make of it is thrown and recorded", async () => {
    await add();
    kit.recorded.length = 0;
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "There is no registration there."));
    await expect(start()).rejects.toThrow("There is no registration there.");
    expect(kit.actions()).toEqual(["server.sign_in allowed", "server.sign_in failed"]);
  });
});

describe("A13: the way back", () => {
  let state: string;
  let browser: string;
  beforeEach(async () => {
    await add();
    state = stateOf((await start()).url);
    browser = setOut(state);
  });

  test("is taken once", async () => {
    expect(await comeBack(state, browser)).toMatchObject({ kind: "done" });
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
    expect(pages().open(state, browser)).toBe("unknown");
    expect(kit.flow.asked.filter(({ what }) => what === "finish")).toHaveLength(1);
  });

  test.each(["", "no such state", "ä".repeat(43)])("with the state %j is none", async (foreign) => {
    expect(await comeBack(foreign, browser)).toEqual({ kind: "unknown" });
    expect(await comeBack(state, browser)).toMatchObject({ kind: "done" });
  });

  test("ends after ten minutes", async () => {
    kit.clock.advance(10 * MINUTE - 1);
    expect(typeof pages().open(state, browser)).toBe("object");
    kit.clock.advance(1);
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
  });

  test.each([
    ["another browser", "b".repeat(43)],
    ["no browser that set out", null],
  ])("with %s is refused, recorded, and uses the state up", async (_name, foreign) => {
    kit.recorded.length = 0;
    expect(await comeBack(state, foreign)).toEqual({ kind: "elsewhere" });
    expect(kit.actions()).toEqual(["server.signed_in failed"]);
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("is not open to who never set out", async () => {
    const fresh = stateOf((await start()).url);
    expect(await comeBack(fresh, null)).toEqual({ kind: "elsewhere" });
  });

  test("is the one of the browser that set out first; it may set out again", () => {
    expect(pages().open(state, null)).toBe("elsewhere");
    expect(pages().open(state, "b".repeat(43))).toBe("elsewhere");
    expect(setOut(state, browser)).toBe(browser);
  });

  test("of an earlier sign-in to the same server is closed by a new one", async () => {
    await start();
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
  });

  test("with a no of the person is recorded and stores nothing", async () => {
    kit.recorded.length = 0;
    const denied = { code: null, error: "access_denied" };
    expect(await comeBack(state, browser, denied)).toEqual({ kind: "denied", serverId: "guarded" });
    expect(kit.recorded).toMatchObject([{ outcome: "failed", errorCode: "server.sign_in_failed" }]);
    expect(kit.signIns.rows.size).toBe(0);
  });

  test.each([
    ["an error with a code", { error: "server_error" }],
    ["no code", { code: null }],
    ["an empty code", { code: "" }],
  ])("with %s fails before anything is exchanged", async (_name, answer) => {
    expect(await comeBack(state, browser, answer)).toMatchObject({ kind: "failed" });
    expect(kit.flow.asked.some(({ what }) => what === "finish")).toBe(false);
  });

  test("with a code that is refused says why, and is recorded", async () => {
    kit.recorded.length = 0;
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "The code is too old."));
    expect(await comeBack(state, browser)).toEqual({
      kind: "failed",
      serverId: "guarded",
      message: "The code is too old.",
    });
    expect(kit.actions()).toEqual(["server.signed_in allowed", "server.signed_in failed"]);
  });

  test.each([
    ["was disabled", { status: "disabled" as const }],
    ["is no administrator any more", { role: "user" as const }],
    ["has expired", { expiresAt: 0 }],
    ["is of another workspace now", { workspaceId: "wsp_2" }],
    ["is somebody else", { id: "prn_2" }],
  ])("ends nowhere when whoever started it %s", async (_name, change) => {
    other(change);
    expect(await comeBack(state, browser)).toMatchObject({ kind: "failed" });
    expect(kit.recorded.at(-1)).toMatchObject({ action: "server.signed_in", errorCode: "auth.forbidden" });
    expect(kit.flow.asked.some(({ what }) => what === "finish")).toBe(false);
    expect(kit.signIns.rows.size).toBe(0);
  });

  test.each<[string, Partial<HttpLaunch>]>([
    ["another URL", { url: "https://elsewhere.test/mcp" }],
    ["another client", { oauth: { grant: "authorization_code", clientId: "other" } }],
    ["a credential of its own", { headers: { authorization: "Bearer own" } }],
  ])("ends nowhere when the server has %s by then", async (_name, change) => {
    await kit.servers.update(actor, { serverId: "guarded", launch: launchOf(change) });
    expect(await comeBack(state, browser)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("changed"),
    });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("ends nowhere when the server was replaced by another one of that id", async () => {
    await kit.servers.remove(actor, "guarded");
    await add();
    expect(await comeBack(state, browser)).toMatchObject({ kind: "failed" });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("gives the tokens back when the server changes during the exchange", async () => {
    const open = Promise.withResolvers<void>();
    kit.flow.gate = open.promise;
    const finished = comeBack(state, browser);
    await settle();
    await kit.servers.update(actor, { serverId: "guarded", launch: launchOf({ url: "https://elsewhere.test/mcp" }) });
    open.resolve();
    expect(await finished).toMatchObject({ kind: "failed" });
    expect(kit.flow.asked.at(-1)).toMatchObject({ what: "revoke", held: { accessToken: "token-1" } });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test.each([
    ["A14: another authorization server", { issuer: "https://attacker.test" }],
    ["another address", { serverUrl: "https://elsewhere.test/mcp" }],
  ])("does not take tokens of %s", async (_name, next) => {
    kit.flow.next = next;
    expect(await comeBack(state, browser)).toMatchObject({ kind: "failed" });
    expect(kit.signIns.rows.size).toBe(0);
  });
});

test("a hundred sign-ins are under way at the most; the next one waits until one of them ends", async () => {
  const ids = Array.from({ length: 101 }, (_, n) => `guarded-${n}`);
  for (const serverId of ids)
    await kit.servers.add(actor, { serverId, launch: launchOf(), publicAccess: false, allowUnreachable: false });
  for (const serverId of ids.slice(0, 100)) await kit.servers.startSignIn(actor, serverId);
  expect(await codeOf(kit.servers.startSignIn(actor, "guarded-100"))).toBe("request.rate_limited");
  expect(await codeOf(kit.servers.startSignIn(actor, "guarded-7"))).toBe("not refused");
  kit.clock.advance(10 * MINUTE);
  expect(await codeOf(kit.servers.startSignIn(actor, "guarded-100"))).toBe("not refused");
});

describe("what is stored goes", () => {
  beforeEach(async () => {
    await add();
    await signIn();
  });

  test.each([
    ["another URL", launchOf({ url: "https://elsewhere.test/mcp" })],
    ["another client", launchOf({ oauth: { grant: "authorization_code", clientId: "other" } })],
    ["another grant", launchOf({ oauth: BY_ITSELF })],
    ["a credential of its own", launchOf({ headers: { authorization: "Bearer own" } })],
    ["a program", stdioLaunch()],
  ])("with %s", async (_name, launch) => {
    expect(kit.signIns.rows.size).toBe(1);
    kit.twin.door = null;
    await kit.servers.update(actor, { serverId: "guarded", launch });
    expect(kit.signIns.rows.size).toBe(0);
    expect(kit.twin.latest.options.authorization?.token ?? null).toBeNull();
    expect(kit.flow.asked.at(-1)).toMatchObject({ what: "revoke", request: { launch: { url: ADDRESS } } });
  });

  test("with the server, whose tokens are given back", async () => {
    await kit.servers.remove(actor, "guarded");
    expect(kit.signIns.rows.size).toBe(0);
    expect(kit.flow.asked.at(-1)).toMatchObject({ what: "revoke", held: { accessToken: "token-1" } });
  });

  test("and a server whose configuration does not open any more is removed all the same", async () => {
    const [key, row] = [...kit.store.rows.entries()][0]!;
    const server = { ...row.server, sealedLaunch: Buffer.from(JSON.stringify(["another row", "{}"])) };
    kit.store.rows.set(key, { ...row, server });
    await kit.servers.remove(actor, "guarded");
    expect(kit.store.rows.size).toBe(0);
  });

  test("but not with other headers: the connection is made anew with the same sign-in", async () => {
    await kit.servers.update(actor, { serverId: "guarded", launch: launchOf({ headers: { "x-team": "a" } }) });
    expect(await get()).toMatchObject({ status: "online", signIn: { state: "signed_in" } });
  });

  test("when somebody signs out: given back, recorded, and what was opened with it ends", async () => {
    kit.recorded.length = 0;
    taken.clear();
    const detail = await kit.servers.signOut(actor, "guarded");
    await settle();
    expect(detail.signIn).toMatchObject({ state: "required", issuer: null, signedInBy: null });
    expect(kit.flow.asked.at(-1)).toMatchObject({ what: "revoke", held: { refreshToken: "refresh-1" } });
    expect(kit.recorded[0]).toMatchObject({
      action: "server.sign_out",
      outcome: "allowed",
      detail: { issuer: "https://auth.test", scope: "read" },
    });
    expect(kit.signIns.rows.size).toBe(0);
    expect(kit.twin.latest.isClosed).toBe(true);
    expect(await get()).toMatchObject({ status: "error", failure: { kind: "sign_in" } });
  });

  test("and signing out twice is no error", async () => {
    await kit.servers.signOut(actor, "guarded");
    expect((await kit.servers.signOut(actor, "guarded")).signIn).toMatchObject({ state: "required" });
  });
});

test("the next sign-in asks for what was refused, and knows what was held", async () => {
  await add();
  await signIn();
  const authorization = kit.twin.latest.options.authorization!;
  const refused = { status: 403, scope: "write", resourceMetadataUrl: null, token: "token-1" } as const;
  expect(await codeOf(authorization.refused(refused))).toBe("server.sign_in_required");
  await start();
  expect(kit.flow.asked.at(-1)?.request).toMatchObject({
    challenge: { scope: "read write" },
    known: { registration: { client: "peta" } },
  });
  expect(kit.recorded.at(-1)).toMatchObject({ detail: { issuer: "https://auth.test", scope: "read write" } });
});
