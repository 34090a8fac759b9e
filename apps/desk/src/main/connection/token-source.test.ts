import { beforeEach, describe, expect, test } from "vitest";
import { DeskError } from "../desk-error.ts";
import { createFetchCore } from "../http/fetch-core.ts";
import { refreshTokens, revokeTokens } from "../oauth/token-endpoint.ts";
import { startAuthorizationServer } from "../testing/authorization-server.ts";
import { TestClock } from "../testing/test-clock.ts";
import type { Credential, OAuthCredential } from "./credential.ts";
import { createTokenSource } from "./token-source.ts";

let clock: TestClock;
let log: string[];
let serial: number;
let problem: Error | null;
beforeEach(() => {
  [clock, log, serial, problem] = [new TestClock(), [], 0, null];
});

const oauth = (more: Partial<OAuthCredential> = {}): OAuthCredential => ({
  kind: "oauth",
  issuer: "http://127.0.0.1:1",
  tokenEndpoint: "http://127.0.0.1:1/token",
  revocationEndpoint: null,
  accessToken: "access-0",
  renewAt: clock.now() + 60_000,
  refreshToken: "refresh-0",
  ...more,
});
const sourceOf = (credential: Credential | null) =>
  createTokenSource({
    credential,
    clock,
    async refresh(held) {
      log.push(`refresh ${held.refreshToken}`);
      await Promise.resolve();
      if (problem) throw problem;
      serial++;
      return oauth({
        accessToken: `access-${serial}`,
        refreshToken: `refresh-${serial}`,
        renewAt: clock.now() + 60_000,
      });
    },
    save: async (renewed) => void log.push(`save ${renewed.kind === "oauth" ? renewed.refreshToken : ""}`),
    onRenewed: () => log.push("renewed"),
  });
const settle = () => new Promise((resolve) => setTimeout(resolve, 1));

test("an access token is given as it is, and nothing takes its place", async () => {
  const source = sourceOf({ kind: "token", token: "peta_x" });
  expect(await source.current()).toBe("peta_x");
  expect(await source.replace("peta_x")).toBeNull();
  expect(log).toEqual([]);
});

test("it is renewed before it ends, stored before it is used, and renewed again", async () => {
  const source = sourceOf(oauth());
  clock.advance(60_000);
  await settle();
  expect(log).toEqual(["refresh refresh-0", "save refresh-1", "renewed"]);
  expect(await source.current()).toBe("access-1");
  clock.advance(60_000);
  await settle();
  expect(await source.current()).toBe("access-2");
});

test("a hundred at once use the refresh token once (A8)", async () => {
  const source = sourceOf(oauth({ renewAt: clock.now() }));
  const tokens = await Promise.all(Array.from({ length: 100 }, () => source.current()));
  expect(new Set(tokens)).toEqual(new Set(["access-1"]));
  expect(log.filter((line) => line.startsWith("refresh"))).toHaveLength(1);
});

test("a refused token is replaced once; who comes late with it gets the one that is there", async () => {
  const source = sourceOf(oauth());
  expect(await Promise.all([source.replace("access-0"), source.replace("access-0")])).toEqual(["access-1", "access-1"]);
  expect(await source.replace("access-0")).toBe("access-1");
  expect(serial).toBe(1);
});

test("a renewal that fails is said, and tried again after a while with the same token", async () => {
  const source = sourceOf(oauth({ renewAt: clock.now() }));
  problem = new DeskError("desk.offline", "away");
  await expect(source.current()).rejects.toThrow("away");
  problem = null;
  clock.advance(30_000);
  await settle();
  expect(log.filter((line) => line.startsWith("refresh"))).toEqual(["refresh refresh-0", "refresh refresh-0"]);
  expect(await source.current()).toBe("access-1");
});

test("without a credential, and after the stop, there is no token and nothing is renewed", async () => {
  await expect(sourceOf(null).current()).rejects.toMatchObject({ code: "desk.signed_out" });
  const source = sourceOf(oauth());
  source.stop();
  clock.advance(600_000);
  await settle();
  await expect(source.current()).rejects.toMatchObject({ code: "desk.signed_out" });
  expect(log).toEqual([]);
});

describe("at the token endpoint", () => {
  test("a refresh token is used once and replaced; a used one ends the sign-in; a revoked one too (A8)", async () => {
    const server = await startAuthorizationServer();
    try {
      const fetchCore = createFetchCore({ fetch, origin: server.origin });
      const deps = { fetchCore, clock };
      const first = oauth({
        issuer: server.origin,
        tokenEndpoint: `${server.origin}/oauth/token`,
        revocationEndpoint: `${server.origin}/oauth/revoke`,
      });
      await expect(refreshTokens(deps, first)).rejects.toMatchObject({ code: "desk.sign_in_expired" });
      server.options.tokenAnswer = {
        status: 200,
        body: { access_token: "a", token_type: "bearer", refresh_token: "r" },
      };
      const renewed = await refreshTokens(deps, first);
      expect(renewed).toMatchObject({ accessToken: "a", refreshToken: "r", issuer: server.origin });
      server.options.tokenAnswer = { status: 503, body: {} };
      await expect(refreshTokens(deps, renewed)).rejects.toMatchObject({ code: "desk.offline" });
      await revokeTokens(fetchCore, renewed);
      expect(server.formsAt("/oauth/revoke").map((form) => form.get("token"))).toEqual(["r", "a"]);
    } finally {
      await server.stop();
    }
  });
});
