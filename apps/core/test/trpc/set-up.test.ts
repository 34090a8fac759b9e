import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createApi,
  createBrowserApi,
  createTestCore,
  OWNER,
  refusal,
  SETUP_TOKEN,
  signIn,
  type TestCore,
} from "../create-test-core.ts";

let running: TestCore;
beforeAll(async () => {
  running = await createTestCore();
});
afterAll(() => running.stop());

describe("before set-up", () => {
  test("anybody may know that it is not set up, and nothing else is reachable", async () => {
    const api = createApi(running.url);
    expect(await api.installation.publicStatus.query()).toEqual({
      isSetUp: false,
      product: "peta",
      version: "0.0.0-test",
    });
    expect(await refusal(api.servers.list.query())).toBe("setup.required");
    expect(await refusal(api.consoleSessions.signIn.mutate({ email: "a@b.example", password: "whatever it is" }))).toBe(
      "setup.required",
    );
  });

  test("a wrong set-up token, a short password and a wrong e-mail are refused", async () => {
    const api = createApi(running.url);
    expect(await refusal(api.installation.setUp.mutate({ ...OWNER, setupToken: "not-the-token" }))).toBe(
      "setup.token_invalid",
    );
    expect(await refusal(api.installation.setUp.mutate({ ...OWNER, setupToken: SETUP_TOKEN, password: "short" }))).toBe(
      "input.invalid",
    );
    expect(await refusal(api.installation.setUp.mutate({ ...OWNER, setupToken: SETUP_TOKEN, email: "nobody" }))).toBe(
      "input.invalid",
    );
  });
});

describe("set-up", () => {
  test("of several at the same moment, one makes the Owner and gets a token; the others are told", async () => {
    const api = createApi(running.url);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, () =>
        api.installation.setUp.mutate({ ...OWNER, setupToken: SETUP_TOKEN, wantsToken: true }),
      ),
    );
    const done = outcomes.filter((outcome) => outcome.status === "fulfilled");
    expect(done).toHaveLength(1);
    const { token, principalId } = (done[0] as PromiseFulfilledResult<{ token: string; principalId: string }>).value;
    expect(principalId).toBe("olga.owner");
    const me = await createApi(running.url, token).consoleSessions.me.query();
    expect(me).toMatchObject({ role: "owner", email: OWNER.email, signedInBy: "token" });
  });

  test("afterwards the token is spent, and the Owner signs in with the password", async () => {
    expect(await refusal(createApi(running.url).installation.setUp.mutate({ ...OWNER, setupToken: SETUP_TOKEN }))).toBe(
      "setup.already_done",
    );
    const cookie = await signIn(running.url, OWNER.email, OWNER.password);
    expect(cookie).toMatch(/^__Host-peta-session=.{20,}/);
    const browser = createBrowserApi(running.url, cookie);
    expect(await browser.consoleSessions.me.query()).toMatchObject({ signedInBy: "session" });
    const sessions = await browser.consoleSessions.list.query();
    expect(sessions.some((session) => session.isCurrent)).toBe(true);
    await browser.consoleSessions.signOut.mutate();
    expect(await refusal(browser.consoleSessions.me.query())).toBe("auth.required");
  });

  test("wrong password and unknown e-mail read the same, and guessing is slowed down", async () => {
    const api = createApi(running.url);
    expect(
      await refusal(api.consoleSessions.signIn.mutate({ email: OWNER.email, password: "wrong wrong wrong" })),
    ).toBe("auth.invalid_credentials");
    const attempts: string[] = [];
    for (let i = 0; i < 11; i++)
      attempts.push(
        await refusal(api.consoleSessions.signIn.mutate({ email: "ghost@example.com", password: "wrong" })),
      );
    expect(attempts[0]).toBe("auth.invalid_credentials");
    expect(attempts.at(-1)).toBe("auth.too_many_attempts");
  });
});

test("without PETA_SETUP_TOKEN the token is a file of mode 0600 that vanishes with the set-up", async () => {
  const fresh = await createTestCore({ PETA_SETUP_TOKEN: "" });
  try {
    const file = path.join(fresh.dataDir, "setup-token");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const setupToken = readFileSync(file, "utf8").trim();
    expect(setupToken).toBe(fresh.core.setupToken?.value);
    await createApi(fresh.url).installation.setUp.mutate({ ...OWNER, setupToken });
    expect(existsSync(file)).toBe(false);
  } finally {
    await fresh.stop();
  }
});
