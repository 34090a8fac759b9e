import { beforeEach, describe, expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import {
  BY_ITSELF,
  challenge,
  codeOf,
  createAuthorizationsKit,
  launchOf,
  SERVER,
  wider,
} from "../twins/authorizations-kit.ts";

let kit: ReturnType<typeof createAuthorizationsKit>;
beforeEach(() => {
  kit = createAuthorizationsKit();
});
const asked = (what: string) => kit.asked(what);
const signedIn: typeof kit.signedIn = (...how) => kit.signedIn(...how);
const view: typeof kit.view = (launch) => kit.view(launch);

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
      expect(await codeOf(authorization.refused(wider(authorization.token, "admin")))).toBe("server.sign_in_failed");
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
    for (const refused of [challenge("token-2"), wider("token-2", "write")]) {
      const code = await codeOf(authorization.refused(refused));
      expect(code).toBe("server.sign_in_failed");
      const { reason } = (await view(launch))!;
      expect(reason).toContain("Check what Core's client may do there");
      expect(reason).not.toMatch(/sign.in /i);
    }
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
