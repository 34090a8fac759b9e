import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import {
  BY_ITSELF,
  challenge,
  codeOf,
  createAuthorizationsKit,
  launchOf,
  MINUTE,
  quiet,
  SERVER,
} from "../twins/authorizations-kit.ts";
import { settle } from "../twins/servers-kit.ts";

let kit: ReturnType<typeof createAuthorizationsKit>;
beforeEach(() => {
  kit = createAuthorizationsKit();
});
const asked = (what: string) => kit.asked(what);
const signedIn: typeof kit.signedIn = (...how) => kit.signedIn(...how);
const view: typeof kit.view = (launch) => kit.view(launch);

describe("a server that wants a sign-in", () => {
  test("before anybody has signed in, a refusal says what is missing, and no authorization server is asked", async () => {
    const { authorization } = kit.process.hold(SERVER, launchOf())!;
    await authorization.prepare();
    expect(authorization.token).toBeNull();
    expect(await view()).toMatchObject({ state: "none", reason: null });
    expect(await codeOf(authorization.refused(challenge(null)))).toBe("server.sign_in_required");
    expect(await view()).toMatchObject({ state: "required", reason: expect.stringContaining("sign-in guarded") });
    expect(kit.flow.asked).toEqual([]);
    expect(kit.published).toContainEqual(expect.objectContaining({ type: "server.status_changed" }));
  });

  test.each([
    ["a program", { transport: "stdio" as const, command: "x", args: [], env: {} }, null],
    ["an Authorization header of its own", { ...launchOf(), headers: { authorization: "Bearer own" } }, null],
    ["values of its users", launchOf(), []],
  ])("there is none to one with %s", async (_name, launch, userFields) => {
    expect(kit.process.hold({ ...SERVER, userFields }, launch)).toBeNull();
    expect(await kit.process.view({ ...SERVER, userFields }, launch)).toBeNull();
  });

  test.each([
    ["a header", { headers: { "x-api-key": "old" } }],
    ["the query", { query: { key: "old" } }],
  ])("one with a key in %s that refuses it without a word of OAuth wants another key", async (_name, more) => {
    const { authorization } = kit.process.hold(SERVER, { ...launchOf(), ...more })!;
    await expect(authorization.refused(challenge(null))).rejects.toMatchObject({
      code: "server.unreachable",
      detail: "HTTP 401",
    });
    const named = challenge(null, { resourceMetadataUrl: "https://guarded.test/.well-known/oauth-protected-resource" });
    expect(await codeOf(authorization.refused(named))).toBe("server.sign_in_required");
  });

  test("A28: nothing secret is in what is shown, and what is stored opens for this server alone", async () => {
    await signedIn();
    const shown = await view();
    expect(shown).toMatchObject({ state: "signed_in", issuer: "https://auth.test", signedInBy: "ann", renews: true });
    expect(JSON.stringify(shown)).not.toMatch(/token-1|refresh-1/);
    const [stored] = kit.signIns.rows.values();
    kit.signIns.rows.set("srv_2", { ...stored!, serverRowId: "srv_2" });
    expect(await kit.createProcess().view({ ...SERVER, id: "srv_2" }, launchOf())).toMatchObject({ state: "none" });
  });
});

describe("renewal", () => {
  test("a hundred refusals at once are one renewal", async () => {
    const { authorization } = await signedIn();
    const open = Promise.withResolvers<void>();
    kit.flow.gate = open.promise;
    const all = Array.from({ length: 100 }, () => authorization.refused(challenge("token-1")));
    await settle();
    open.resolve();
    await Promise.all(all);
    expect(asked("renew")).toHaveLength(1);
    expect(authorization.token).toBe("token-2");
  });

  test("who was refused with the token before needs no renewal", async () => {
    const { authorization } = await signedIn();
    await authorization.refused(challenge("token-1"));
    await authorization.refused(challenge("token-1"));
    expect(asked("renew")).toHaveLength(1);
  });

  test("a minute before the end it renews by itself, as long as a connection is open", async () => {
    const { authorization, release } = await signedIn();
    kit.clock.advance(59 * MINUTE - 1);
    await settle();
    expect(asked("renew")).toHaveLength(0);
    kit.flow.next = { expiresAt: kit.clock.now() + 60 * MINUTE };
    kit.clock.advance(1);
    await settle();
    expect(authorization.token).toBe("token-2");
    release();
    kit.clock.advance(300 * MINUTE);
    await settle();
    expect(asked("renew")).toHaveLength(1);
  });

  test("what ended while nobody was connected is renewed when a connection is prepared", async () => {
    const { authorization, release } = await signedIn();
    release();
    kit.clock.advance(61 * MINUTE);
    kit.flow.next = {};
    await authorization.prepare();
    expect(authorization.token).toBe("token-2");
  });

  test("of a token that lives for ten seconds, two are left when it is renewed", async () => {
    await signedIn({ expiresAt: kit.clock.now() + 10_000 });
    kit.flow.next = {};
    kit.clock.advance(7_999);
    await settle();
    expect(asked("renew")).toHaveLength(0);
    kit.clock.advance(1);
    await settle();
    expect(asked("renew")).toHaveLength(1);
  });

  test("an authorization server that does not answer now is asked again before the end, and nothing is lost", async () => {
    const { authorization } = await signedIn();
    kit.flow.failures.push(new CoreError("server.unreachable", "It does not answer."));
    kit.clock.advance(59 * MINUTE);
    await settle();
    expect(authorization.token).toBe("token-1");
    expect(await view()).toMatchObject({ state: "signed_in" });
    kit.flow.next = {};
    kit.clock.advance(15_000);
    await settle();
    expect(authorization.token).toBe("token-2");
  });

  test("after the end it is asked when a request was refused, and not by itself", async () => {
    const { authorization } = await signedIn();
    for (let n = 0; n < 9; n++) kit.flow.failures.push(new CoreError("server.unreachable", "It does not answer."));
    for (let n = 0; n < 40; n++) {
      kit.clock.advance(15_000 * 10);
      await settle();
    }
    expect(asked("renew").length).toBeLessThan(6);
    expect(await codeOf(authorization.refused(challenge("token-1")))).toBe("server.unreachable");
    expect(await view()).toMatchObject({ state: "signed_in" });
    kit.flow.failures.length = 0;
    await authorization.refused(challenge("token-1"));
    expect(authorization.token).toBe("token-2");
  });

  test("a refusal for good ends the token: it is not sent again, nobody is asked again, and it is recorded once", async () => {
    const { authorization } = await signedIn();
    kit.flow.failures.push(
      new CoreError("server.sign_in_required", "The authorization server says no. Sign in again."),
    );
    expect(await codeOf(authorization.refused(challenge("token-1")))).toBe("server.sign_in_required");
    expect(authorization.token).toBeNull();
    for (const sent of ["token-1", null])
      expect(await codeOf(authorization.refused(challenge(sent)))).toBe("server.sign_in_required");
    await authorization.prepare();
    kit.clock.advance(120 * MINUTE);
    await settle();
    expect(asked("renew")).toHaveLength(1);
    expect(await view()).toMatchObject({
      state: "required",
      reason: "The authorization server says no. Sign in again.",
    });
    expect(kit.recorded).toEqual([
      expect.objectContaining({
        action: "server.sign_in_ended",
        outcome: "failed",
        channel: "system",
        workspaceId: "wsp_1",
        serverId: "guarded",
        detail: { issuer: "https://auth.test", scope: "read" },
      }),
    ]);
    expect(JSON.stringify(kit.recorded)).not.toMatch(/token-|refresh-/);
  });

  test("a token without anything to renew it with ends with its first refusal", async () => {
    const { authorization } = await signedIn({ refreshToken: null });
    expect(await view()).toMatchObject({ renews: false });
    expect(await codeOf(authorization.refused(challenge("token-1")))).toBe("server.sign_in_required");
    expect(kit.flow.asked).toEqual([]);
    expect(await view()).toMatchObject({ reason: expect.stringContaining("takes the access token no longer") });
  });

  test("that comes after the sign-out is given back, and not left alive at the authorization server", async () => {
    const { own, authorization } = await signedIn();
    let open = quiet;
    kit.flow.gate = new Promise((resolve) => (open = resolve));
    const renewed = authorization.refused(challenge("token-1"));
    await settle();
    await own.signedOut(null);
    open();
    await renewed;
    expect(authorization.token).toBeNull();
    expect(asked("revoke").map(({ held }) => held?.accessToken)).toEqual(["token-2"]);
  });

  test("one that has ended is not said to be refused", async () => {
    const { authorization } = await signedIn({ refreshToken: null });
    kit.clock.advance(61 * MINUTE);
    await codeOf(authorization.refused(challenge("token-1")));
    expect(await view()).toMatchObject({ reason: expect.stringContaining("The access token has ended") });
  });

  test("a server that refuses what was just issued is not renewed for again and again", async () => {
    const { authorization } = await signedIn();
    await authorization.refused(challenge("token-1"));
    for (let n = 0; n < 5; n++)
      expect(await codeOf(authorization.refused(challenge("token-2")))).toBe("server.sign_in_required");
    expect(asked("renew")).toHaveLength(1);
    kit.clock.advance(5_000);
    await authorization.refused(challenge("token-2"));
    expect(authorization.token).toBe("token-3");
    expect(await view()).toMatchObject({ state: "signed_in" });
  });

  test("A15: a token of another authorization server is not used", async () => {
    const { authorization } = await signedIn();
    kit.flow.issuer = "https://attacker.test";
    expect(await codeOf(authorization.refused(challenge("token-1")))).toBe("server.sign_in_required");
    expect(authorization.token).toBeNull();
    expect(asked("renew")[0]?.held?.issuer).toBe("https://auth.test");
    expect([...kit.signIns.rows.values()].some((row) => Buffer.from(row.sealedCredentials).includes("attacker"))).toBe(
      false,
    );
  });

  test("what cannot be stored now is used all the same, and stored with the next connection", async () => {
    const { authorization } = await signedIn();
    kit.signIns.failure = new CoreError("database.unavailable", "no");
    await authorization.refused(challenge("token-1"));
    expect(authorization.token).toBe("token-2");
    await kit.process.readAgain("wsp_1", "guarded");
    expect(authorization.token).toBe("token-2");
    kit.signIns.failure = null;
    await authorization.prepare();
    const other = kit.createProcess().hold(SERVER, launchOf())!;
    await other.authorization.prepare();
    expect(other.authorization.token).toBe("token-2");
  });
});

describe("two processes", () => {
  test("what one has renewed, the other takes over without asking", async () => {
    const { authorization } = await signedIn();
    const other = kit.createProcess().hold(SERVER, launchOf())!;
    await other.authorization.prepare();
    await authorization.refused(challenge("token-1"));
    await other.authorization.refused(challenge("token-1"));
    expect(other.authorization.token).toBe("token-2");
    expect(asked("renew")).toHaveLength(1);
  });

  test("a sign-out in one of them holds, though the other one is renewing the token at that moment", async () => {
    const { own } = await signedIn();
    const other = kit.createProcess();
    const { authorization } = other.hold(SERVER, launchOf())!;
    await authorization.prepare();
    let open = quiet;
    kit.flow.gate = new Promise((resolve) => (open = resolve));
    const renewed = authorization.refused(challenge("token-1"));
    await settle();
    await own.signedOut(null);
    open();
    await renewed;
    expect(kit.signIns.rows.size).toBe(0);
    expect(authorization.token).toBeNull();
  });

  test("nor does it take the place of who has signed in meanwhile", async () => {
    const { own } = await signedIn();
    const other = kit.createProcess();
    const { authorization } = other.hold(SERVER, launchOf())!;
    await authorization.prepare();
    const credentials = await kit.flow.obtain({ launch: launchOf(), oauth: BY_ITSELF, challenge: null, known: null });
    let open = quiet;
    kit.flow.gate = new Promise((resolve) => (open = resolve));
    const renewed = authorization.refused(challenge("token-1"));
    await settle();
    await own.signedIn({ credentials, signedInBy: "ben", signedInAt: kit.clock.now() + 1 });
    open();
    await renewed;
    expect(authorization.token).toBe("token-2");
    expect(await other.view(SERVER, launchOf())).toMatchObject({ signedInBy: "ben" });
  });

  test("one that stops in the middle of a renewal stores it first, and the next one goes on with it", async () => {
    const { authorization } = await signedIn();
    let open = quiet;
    kit.flow.gate = new Promise((resolve) => (open = resolve));
    const renewed = authorization.refused(challenge("token-1"));
    await settle();
    const stopped = kit.process.close();
    open();
    await Promise.all([renewed, stopped]);
    const next = kit.createProcess().hold(SERVER, launchOf())!;
    await next.authorization.prepare();
    expect(next.authorization.token).toBe("token-2");
  });

  test("and waits three seconds for it at the most", async () => {
    const { authorization } = await signedIn();
    kit.flow.gate = new Promise(quiet);
    void authorization.refused(challenge("token-1"));
    await settle();
    let hasStopped = false;
    const stopped = kit.process.close().then(() => (hasStopped = true));
    kit.clock.advance(2_999);
    await settle();
    expect(hasStopped).toBe(false);
    kit.clock.advance(1);
    expect(await stopped).toBe(true);
  });

  test("a sign-in in one of them is seen in the other, and so is a sign-out", async () => {
    const other = kit.createProcess();
    const held = other.hold(SERVER, launchOf())!;
    expect(await codeOf(held.authorization.refused(challenge(null)))).toBe("server.sign_in_required");
    const { own } = await signedIn();
    expect(await other.readAgain("wsp_1", "guarded")).toBe(true);
    expect(held.authorization.token).toBe("token-1");
    expect(await other.view(SERVER, launchOf())).toMatchObject({ state: "signed_in", reason: null });
    await own.signedOut(null);
    expect(await other.readAgain("wsp_1", "guarded")).toBe(false);
    expect(held.authorization.token).toBeNull();
  });
});

describe("another configuration", () => {
  test("another URL is not signed in to, and the token for the old one is not sent there", async () => {
    await signedIn();
    const moved = launchOf(undefined, "https://elsewhere.test/mcp");
    const { authorization } = kit.process.hold(SERVER, moved)!;
    await authorization.prepare();
    expect(authorization.token).toBeNull();
    expect(await view(moved)).toMatchObject({ state: "none" });
  });

  test("what an old connection still renews is not stored once the sign-in was removed", async () => {
    const { authorization } = await signedIn();
    await kit.process.giveUp(SERVER, launchOf());
    await authorization.refused(challenge("token-1"));
    expect(kit.signIns.rows.size).toBe(0);
  });
});
