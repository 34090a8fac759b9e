import type { HttpLaunch, ServerOAuth } from "@peta/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { TestClock } from "../../../adapters/clock.ts";
import { createLocalEventBus } from "../../../adapters/event-bus.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { CoreEvent } from "../../events.ts";
import { createMemorySignInStore } from "../twins/memory-sign-in-store.ts";
import { settle, twinVault } from "../twins/servers-kit.ts";
import { createTwinSignInFlow } from "../twins/twin-sign-in-flow.ts";
import type { Challenge } from "./server-authorization.ts";
import { createServerAuthorizations } from "./server-authorizations.ts";

const MINUTE = 60_000;
const quiet = (): void => {};
const SERVER = { id: "srv_1", workspaceId: "wsp_1", serverId: "guarded", userFields: null };
const launchOf = (oauth?: ServerOAuth, url = "https://guarded.test/mcp"): HttpLaunch => ({
  transport: "http",
  url,
  headers: {},
  ...(oauth && { oauth }),
});
const BY_ITSELF: ServerOAuth = { grant: "client_credentials", clientId: "peta", clientSecret: "s3cr3t" };

function createKit() {
  const clock = new TestClock();
  const signIns = createMemorySignInStore();
  const flow = createTwinSignInFlow();
  const recorded: AuditEntry[] = [];
  const published: CoreEvent[] = [];
  const events = createLocalEventBus(quiet);
  events.subscribe((event) => published.push(event));
  const audit = { record: async (entry: AuditEntry) => void recorded.push(entry) };
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  /** Another process on the same store. */
  const createProcess = () =>
    createServerAuthorizations({ signIns, signInFlow: flow, vault: twinVault, audit, events, clock, log });
  return { clock, signIns, flow, recorded, published, createProcess, process: createProcess() };
}
let kit: ReturnType<typeof createKit>;
beforeEach(() => {
  kit = createKit();
});

const challenge = (token: string | null, more: Partial<Challenge> = {}): Challenge => ({
  status: 401,
  scope: null,
  resourceMetadataUrl: null,
  token,
  ...more,
});
const wider = (token: string | null, scope: string | null) => challenge(token, { status: 403, scope });
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "not refused",
    (error: unknown) => (error instanceof CoreError ? error.code : String(error)),
  );
const asked = (what: string) => kit.flow.asked.filter((one) => one.what === what);

/** Signed in by a person, with a token that ends in an hour; one connection is open. */
async function signedIn(more = {}, launch = launchOf()) {
  kit.flow.next = { expiresAt: kit.clock.now() + 60 * MINUTE, ...more };
  const credentials = await kit.flow.obtain({ launch, oauth: BY_ITSELF, challenge: null, known: null });
  kit.flow.asked.length = 0;
  const own = kit.process.of(SERVER, launch);
  await own.signedIn({ credentials, signedInBy: "ann", signedInAt: kit.clock.now() });
  const { authorization, release } = kit.process.hold(SERVER, launch)!;
  return { own, authorization, release, launch };
}
const view = (launch = launchOf()) => kit.process.view(SERVER, launch);

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

describe("wider access", () => {
  test("the next sign-in asks for what is held and for all that was refused; the token stays in use", async () => {
    const { own, authorization } = await signedIn();
    expect(await codeOf(authorization.refused(wider("token-1", "write")))).toBe("server.sign_in_required");
    expect(await codeOf(authorization.refused(wider("token-1", "admin write")))).toBe("server.sign_in_required");
    expect(authorization.token).toBe("token-1");
    expect((await own.state()).wanted).toEqual({ scope: "read write admin", resourceMetadataUrl: null });
    expect(await view()).toMatchObject({ state: "required", scope: "read", reason: expect.stringContaining("admin") });
    expect(kit.flow.asked).toEqual([]);
  });

  test("where the server refuses what was granted, it is not said that more is wanted", async () => {
    const { authorization } = await signedIn();
    expect(await codeOf(authorization.refused(wider("token-1", "read")))).toBe("server.sign_in_required");
    const reason = (await view())?.reason;
    expect(reason).toContain("wants rights that Core was given");
    expect(reason).not.toContain("more rights");
  });

  test("a server that names other scopes with every refusal fills neither memory nor the next sign-in (A34)", async () => {
    const { own, authorization } = await signedIn();
    for (let n = 0; n < 50; n++) await codeOf(authorization.refused(wider("token-1", `${n}-${"x".repeat(1_000)}`)));
    const scope = (await own.state()).wanted?.scope ?? "";
    expect(scope).toMatch(/^read 0-x/);
    expect(scope.length).toBeLessThanOrEqual(4_096);
  });

  test("nor is the authorization server asked for every one of them with client credentials", async () => {
    const { authorization } = await signedIn({ refreshToken: null }, launchOf(BY_ITSELF));
    for (let n = 0; n < 50; n++)
      await codeOf(authorization.refused(wider(authorization.token, `${n}-${"x".repeat(1_000)}`)));
    expect(asked("renew").length).toBeLessThan(6);
  });

  test("a renewal in the meantime does not make it forget", async () => {
    const { authorization } = await signedIn();
    await codeOf(authorization.refused(wider("token-1", "write")));
    await authorization.refused(challenge("token-1"));
    expect(authorization.token).toBe("token-2");
    expect(await view()).toMatchObject({ state: "required", reason: expect.stringContaining("write") });
  });

  test("with client credentials Core asks for it by itself, once for each scope", async () => {
    const launch = launchOf(BY_ITSELF);
    const { authorization } = await signedIn({ refreshToken: null }, launch);
    kit.flow.next = { scope: "read write" };
    await authorization.refused(wider("token-1", "write"));
    expect(authorization.token).toBe("token-2");
    expect(asked("renew")[0]?.request?.challenge?.scope).toBe("read write");
    for (let n = 0; n < 3; n++)
      expect(await codeOf(authorization.refused(wider(authorization.token, "admin")))).toBe("server.sign_in_required");
    expect(asked("renew")).toHaveLength(2);
  });
});

describe("client credentials", () => {
  test("Core signs in with the first refusal, records it before, and keeps it", async () => {
    const launch = launchOf(BY_ITSELF);
    const { authorization } = kit.process.hold(SERVER, launch)!;
    await authorization.refused(challenge(null, { scope: "read" }));
    expect(authorization.token).toBe("token-1");
    expect(kit.recorded).toMatchObject([{ action: "server.sign_in", outcome: "allowed", channel: "system" }]);
    expect(JSON.stringify(kit.recorded)).not.toContain("s3cr3t");
    expect(await view(launch)).toMatchObject({ state: "signed_in", signedInBy: null, renews: true });
    expect(kit.signIns.rows.size).toBe(1);
  });

  test("A15: the next token is asked for with what is known, so that another authorization server shows", async () => {
    const launch = launchOf(BY_ITSELF);
    const { authorization } = await signedIn({ refreshToken: null }, launch);
    await authorization.refused(challenge("token-1"));
    expect(asked("renew")[0]?.request?.known?.issuer).toBe("https://auth.test");
  });

  test("a wrong secret is said, recorded once, and tried again with each connection", async () => {
    const launch = launchOf(BY_ITSELF);
    const { authorization } = kit.process.hold(SERVER, launch)!;
    for (let n = 0; n < 2; n++) {
      kit.flow.failures.push(new CoreError("server.sign_in_failed", "The secret is wrong."));
      expect(await codeOf(authorization.refused(challenge(null)))).toBe("server.sign_in_failed");
    }
    expect(kit.recorded.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "server.sign_in allowed",
      "server.sign_in_ended failed",
    ]);
    await authorization.refused(challenge(null));
    expect(await view(launch)).toMatchObject({ state: "signed_in", reason: null });
  });

  test("nobody is told to sign in where nobody can", async () => {
    const launch = launchOf(BY_ITSELF);
    const { authorization } = await signedIn({ refreshToken: null }, launch);
    await authorization.refused(challenge("token-1"));
    await expect(authorization.refused(challenge("token-2"))).rejects.toThrow(/peta server restart guarded/);
    expect((await view(launch))?.reason).not.toContain("peta server sign-in");
  });

  test("an authorization server that gives another reason every time does not fill the audit log", async () => {
    const { authorization } = kit.process.hold(SERVER, launchOf(BY_ITSELF))!;
    for (let n = 0; n < 5; n++) {
      kit.flow.failures.push(new CoreError("server.sign_in_failed", `The secret is wrong (${n}).`));
      await codeOf(authorization.refused(challenge(null)));
    }
    expect(kit.recorded).toHaveLength(2);
    expect(await view(launchOf(BY_ITSELF))).toMatchObject({ reason: "The secret is wrong (4)." });
  });
});
