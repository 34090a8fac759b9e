import { beforeEach, describe, expect, test } from "vitest";
import { createPrincipalsWorld } from "./testing/create-principals-world.ts";

const PASSWORD = "correct horse battery";
const browser = { ipAddress: "192.0.2.7", userAgent: "Test" };

let world: ReturnType<typeof createPrincipalsWorld>;
beforeEach(async () => {
  world = createPrincipalsWorld();
  for (const handle of ["dan", "eve"]) {
    await world.module.add(world.as("ada"), {
      principalId: handle,
      kind: "person",
      role: "user",
      email: `${handle}@example.org`,
      password: PASSWORD,
    });
  }
  world.audit.length = 0;
});

const signIn = (email: string, password: string, from = browser) => world.module.signIn({ email, password }, from);
const guess = (email: string, from = browser) =>
  signIn(email, "a wrong guess", from).then(
    () => "in",
    (error: { code: string }) => error.code,
  );

test("the right password opens a session and says who it is", async () => {
  const { session, me } = await signIn("dan@example.org", PASSWORD);
  expect(me).toMatchObject({ principalId: "dan", role: "user", signedInBy: "session", workspace: { slug: "main" } });
  expect(await world.module.validateConsoleSession(session.secret)).toMatchObject({ principal: { handle: "dan" } });
  expect(world.audit).toMatchObject([
    { action: "console_session.sign_in", outcome: "allowed", principalHandle: "dan", ipAddress: browser.ipAddress },
  ]);
});

test("unknown e-mail, wrong password and a disabled person get one answer, and each costs one check", async () => {
  await world.module.update(world.as("ada"), { principalId: "eve", status: "disabled" });
  const answers = await Promise.all(
    [
      signIn("nobody@example.org", PASSWORD),
      signIn("dan@example.org", "wrong"),
      signIn("eve@example.org", PASSWORD),
    ].map((attempt) => attempt.catch((error: Error & { code: string }) => `${error.code} ${error.message}`)),
  );
  expect(new Set(answers)).toEqual(new Set(["auth.invalid_credentials E-mail or password is wrong."]));
  expect(world.passwords.verified).toHaveLength(3);
  // A stored hash or the decoy: what is no hash at all is refused in no time, and the clock tells.
  for (const { hash } of world.passwords.verified) expect(hash).toMatch(/^hash\(.+\)$/);
  expect(world.rows.sessions).toEqual([]);
});

test("a refused attempt is recorded with its reason and without what was typed", async () => {
  await guess("dan@example.org");
  expect(world.audit).toMatchObject([{ outcome: "denied", principalHandle: "dan", reason: "The password is wrong." }]);
  expect(JSON.stringify(world.audit)).not.toContain("a wrong guess");
});

test("so is one for an e-mail that nobody has: otherwise the time of the answer would tell", async () => {
  await guess("nobody@example.org");
  expect(world.audit).toMatchObject([
    { action: "console_session.sign_in", outcome: "denied", principalId: null, ipAddress: browser.ipAddress },
  ]);
  expect(JSON.stringify(world.audit)).not.toContain("nobody@example.org");
});

describe("guessing", () => {
  test("ten failures stop their address, a /64 of IPv6 is one, and the account's owner signs in from elsewhere", async () => {
    const from = (ipAddress: string) => ({ ...browser, ipAddress });
    for (let i = 0; i < 10; i++) {
      expect(await guess("dan@example.org", from(`2001:db8:1:2::${i}`))).toBe("auth.invalid_credentials");
    }
    expect(await guess("dan@example.org", from("2001:db8:1:2:ffff::1"))).toBe("auth.too_many_attempts");
    expect(await signIn("dan@example.org", PASSWORD, from("198.51.100.1"))).toHaveProperty("session");
  });

  test("a /64 whose zeros are not written is one address too", async () => {
    const from = (ipAddress: string) => ({ ...browser, ipAddress });
    for (let i = 0; i < 10; i++) await guess("dan@example.org", from(`2001:db8::${i + 1}:0:0:1`));
    expect(await guess("dan@example.org", from("2001:db8::f:1:2:3"))).toBe("auth.too_many_attempts");
  });

  test("a hundred failures from everywhere stop every attempt at the account, also with the right password", async () => {
    for (let i = 0; i < 100; i++) await guess("dan@example.org", { ...browser, ipAddress: `192.0.2.${i}` });
    const refused = signIn("dan@example.org", PASSWORD, { ...browser, ipAddress: "198.51.100.1" });
    await expect(refused).rejects.toMatchObject({ code: "auth.too_many_attempts", retryAfterSeconds: 900 });
    expect(world.passwords.verified).toHaveLength(100);
  });

  test("the window passes, to the millisecond", async () => {
    for (let i = 0; i < 10; i++) await guess("dan@example.org");
    world.clock.advance(15 * 60_000 - 1);
    expect(await guess("dan@example.org")).toBe("auth.too_many_attempts");
    world.clock.advance(1);
    expect((await signIn("dan@example.org", PASSWORD)).me.principalId).toBe("dan");
  });

  test("attempts sent all at once are not all let through", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess("dan@example.org")));
    expect(answers.filter((answer) => answer === "auth.invalid_credentials")).toHaveLength(10);
    expect(world.passwords.verified).toHaveLength(10);
  });

  test("an address that tries one e-mail after the other is stopped, and an account of its own does not wash that away", async () => {
    for (let i = 0; i < 9; i++) await guess(`person${i}@example.org`);
    await signIn("eve@example.org", PASSWORD);
    expect(await guess("person9@example.org")).toBe("auth.invalid_credentials");
    expect(await guess("person10@example.org")).toBe("auth.too_many_attempts");
    expect(await guess("person10@example.org", { ...browser, ipAddress: "198.51.100.1" })).toBe(
      "auth.invalid_credentials",
    );
  });

  test("signing in often is no guessing", async () => {
    for (let i = 0; i < 30; i++) await signIn("dan@example.org", PASSWORD);
    expect(world.rows.sessions).toHaveLength(30);
  });

  test("a success forgets the failures of its e-mail", async () => {
    for (let i = 0; i < 9; i++) await guess("dan@example.org", { ...browser, ipAddress: `192.0.2.${i}` });
    await signIn("dan@example.org", PASSWORD);
    expect(await guess("dan@example.org", { ...browser, ipAddress: "198.51.100.1" })).toBe("auth.invalid_credentials");
    expect((await signIn("dan@example.org", PASSWORD)).me.principalId).toBe("dan");
  });
});

describe("one's own browsers", () => {
  const inBrowser = (handle: string, ref: string) => ({
    ...world.as(handle),
    credential: { kind: "console_session" as const, sessionId: ref },
  });

  test("are listed with the current one marked, and ended one by one", async () => {
    await signIn("dan@example.org", PASSWORD);
    await signIn("dan@example.org", PASSWORD);
    const dan = inBrowser("dan", "ref-2");
    expect((await world.module.listConsoleSessions(dan)).map((one) => [one.sessionRef, one.isCurrent])).toEqual([
      ["ref-1", false],
      ["ref-2", true],
    ]);
    await world.module.revokeConsoleSession(dan, "ref-1");
    expect(await world.module.validateConsoleSession("secret-1")).toBeNull();
    await world.module.signOut(dan);
    expect(world.rows.sessions).toEqual([]);
    expect(world.events.filter((event) => event.type === "console_sessions.changed")).toHaveLength(2);
  });

  test("A24: somebody else's session is not found and stays, and the audit says that it failed", async () => {
    await signIn("dan@example.org", PASSWORD);
    world.audit.length = 0;
    await expect(world.module.revokeConsoleSession(inBrowser("eve", "ref-9"), "ref-1")).rejects.toMatchObject({
      code: "console_session.not_found",
    });
    expect(await world.module.validateConsoleSession("secret-1")).not.toBeNull();
    expect(world.audit.map((entry) => entry.outcome)).toEqual(["allowed", "failed"]);
  });

  test("a token has no session to sign out of", async () => {
    await expect(world.module.signOut(world.as("ada"))).rejects.toMatchObject({ code: "input.invalid" });
  });
});
