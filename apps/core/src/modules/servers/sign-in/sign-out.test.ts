import { beforeEach, describe, expect, test } from "vitest";
import {
  actor,
  ADDRESS,
  addGuarded,
  BY_ITSELF,
  codeOf,
  getGuarded,
  kit,
  launchOf,
  signIn,
  start,
  takesNothing,
  useGuarded,
} from "../twins/guarded-server.ts";
import { settle, stdioLaunch } from "../twins/servers-kit.ts";

beforeEach(useGuarded);

describe("what is stored goes", () => {
  beforeEach(async () => {
    await addGuarded();
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
    expect(await getGuarded()).toMatchObject({ status: "online", signIn: { state: "signed_in" } });
  });

  test("when somebody signs out: given back, recorded, and what was opened with it ends", async () => {
    kit.recorded.length = 0;
    takesNothing();
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
    expect(await getGuarded()).toMatchObject({ status: "error", failure: { kind: "sign_in" } });
  });

  test("and signing out twice is no error, and leaves what is said of the first time", async () => {
    const reason = expect.stringContaining("signed Core out") as string;
    for (let n = 0; n < 2; n++)
      expect((await kit.servers.signOut(actor, "guarded")).signIn).toMatchObject({ state: "required", reason });
  });
});

test("the next sign-in asks for what was refused, and knows what was held", async () => {
  await addGuarded();
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
