import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import {
  actor,
  ADDRESS,
  addGuarded,
  BY_ITSELF,
  codeOf,
  comeBack,
  getGuarded,
  kit,
  launchOf,
  MINUTE,
  setOut,
  signIn,
  start,
  stateOf,
  takes,
  useGuarded,
} from "../twins/guarded-server.ts";
import { callerOf, settle, stdioLaunch } from "../twins/servers-kit.ts";

beforeEach(useGuarded);

describe("adding", () => {
  test("a server that wants a sign-in is saved, and says so", async () => {
    expect(await addGuarded()).toMatchObject({
      status: "error",
      failure: { kind: "sign_in" },
      signIn: { state: "required" },
    });
    expect(kit.store.rows.size).toBe(1);
  });

  test("with client credentials Core signs in by itself, and keeps it with the row", async () => {
    takes("token-1");
    expect(await addGuarded(launchOf({ oauth: BY_ITSELF }))).toMatchObject({
      status: "online",
      signIn: { state: "signed_in", grant: "client_credentials", signedInBy: null },
    });
    expect(kit.signIns.rows.size).toBe(1);
  });

  test("client credentials that are refused save nothing", async () => {
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "The secret is wrong."));
    expect(await codeOf(addGuarded(launchOf({ oauth: BY_ITSELF })))).toBe("server.sign_in_failed");
    expect(kit.store.rows.size).toBe(0);
  });

  test("a server with a credential of its own that is refused is not saved: there is no sign-in to it", async () => {
    expect(await codeOf(addGuarded(launchOf({ headers: { Authorization: "Bearer own" } })))).toBe("server.unreachable");
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
    takes("token-1");
    expect(await kit.servers.test(actor, { launch: launchOf({ oauth: BY_ITSELF }) })).toMatchObject({ ok: true });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("with client credentials whose token is refused, nobody is told to sign in", async () => {
    kit.twin.door = async ({ authorization }) => {
      for (const token of [null, "token-1"])
        await authorization!.refused({ status: 401, scope: null, resourceMetadataUrl: null, token });
    };
    const { error } = await kit.servers.test(actor, { launch: launchOf({ oauth: BY_ITSELF }) });
    expect(error).toMatchObject({ code: "server.sign_in_failed", kind: "client_credentials" });
    expect(error?.message).not.toMatch(/sign in/i);
    expect(error?.remedy).toContain("Then restart the server");
  });

  test("a saved server is tested with its sign-in", async () => {
    await addGuarded();
    await signIn();
    expect(await kit.servers.test(actor, { serverId: "guarded" })).toMatchObject({ ok: true });
  });
});

describe("signing in", () => {
  test("from the start to the catalogue, recorded with issuer and scope and without any secret", async () => {
    await addGuarded();
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
    takes("token-1");
    const state = stateOf(started.url);
    expect(await comeBack(state, setOut(state))).toEqual({ kind: "done", serverId: "guarded" });
    await settle();
    await settle();
    expect(await getGuarded()).toMatchObject({
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
    expect(JSON.stringify([kit.recorded, await getGuarded()])).not.toMatch(/token-1|refresh-1|code-1|verifier/);
    expect(JSON.stringify(kit.recorded)).not.toContain(state);
  });

  test("A45: nobody but administrators may, and each try is recorded", async () => {
    await addGuarded();
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
    await addGuarded();
    for (const attempt of [kit.servers.startSignIn, kit.servers.signOut])
      expect(await codeOf(attempt(callerOf("owner", "wsp_2"), "guarded"))).toBe("server.not_found");
  });

  test("A57: not when it cannot be recorded; a state that has come back by then is used up", async () => {
    await addGuarded();
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
    await addGuarded();
    kit.flow.authorizationUrl = "javascript:alert(1)//";
    expect(await codeOf(start())).toBe("server.sign_in_failed");
  });

  test("what the authorization server's answers make of it is thrown and recorded", async () => {
    await addGuarded();
    kit.recorded.length = 0;
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "There is no registration there."));
    await expect(start()).rejects.toThrow("There is no registration there.");
    expect(kit.actions()).toEqual(["server.sign_in allowed", "server.sign_in failed"]);
  });
});

test("a hundred sign-ins of a workspace are under way at the most; other workspaces do not wait, and the next one waits until one of them ends", async () => {
  const ids = Array.from({ length: 101 }, (_, n) => `guarded-${n}`);
  for (const serverId of ids)
    await kit.servers.add(actor, { serverId, launch: launchOf(), publicAccess: false, allowUnreachable: false });
  for (const serverId of ids.slice(0, 100)) await kit.servers.startSignIn(actor, serverId);
  expect(await codeOf(kit.servers.startSignIn(actor, "guarded-100"))).toBe("request.rate_limited");
  const other = { ...actor, principal: { ...actor.principal, workspaceId: "wsp_other" } };
  await kit.servers.add(other, {
    serverId: "theirs",
    launch: launchOf(),
    publicAccess: false,
    allowUnreachable: false,
  });
  expect(await codeOf(kit.servers.startSignIn(other, "theirs"))).toBe("not refused");
  expect(await codeOf(kit.servers.startSignIn(actor, "guarded-7"))).toBe("not refused");
  kit.clock.advance(10 * MINUTE);
  expect(await codeOf(kit.servers.startSignIn(actor, "guarded-100"))).toBe("not refused");
});
