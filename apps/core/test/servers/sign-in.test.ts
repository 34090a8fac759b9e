import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, createTestCore, refusal, type TestCore } from "../create-test-core.ts";
import { type OAuthMcpServer, startOAuthMcpServer } from "./oauth-mcp-server.ts";

let running: TestCore;
let server: OAuthMcpServer;
let api: Api;
/** Everything that the API has answered. */
const answered: unknown[] = [];
/** States and cookies. */
const ownSecrets: string[] = [];
beforeAll(async () => {
  [running, server] = await Promise.all([createTestCore(), startOAuthMcpServer()]);
  ({ api } = await running.setUp());
});
afterAll(async () => {
  await running.stop();
  await server.close();
});

/** Resolves when the condition holds, in five seconds at most. */
async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("the condition did not come to hold");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const get = async () => {
  const detail = await api.servers.get.query({ serverId: "guarded" });
  answered.push(detail);
  return detail;
};
const call = () => api.gateway.callTool.mutate({ name: "guarded::greet", arguments: {} });
const start = async (): Promise<{ url: string; scope: string | null }> => {
  const started = await api.servers.startSignIn.mutate({ serverId: "guarded" });
  ownSecrets.push(started.url.split("/").at(-1) ?? "");
  return started;
};
const visit = (url: string, cookie?: string) => fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });
const locationOf = (response: Response): string => response.headers.get("location") ?? "";
const cookieOf = (response: Response): string => {
  const [pair = ""] = (response.headers.get("set-cookie") ?? "").split(";", 1);
  ownSecrets.push(pair.split("=")[1] ?? "");
  return pair;
};
/** What a browser does, from the address of Core to the page at the end. */
async function walk(url: string): Promise<{ status: number; html: string }> {
  const out = await visit(url);
  const back = await visit(locationOf(out));
  const page = await visit(locationOf(back), cookieOf(out));
  return { status: page.status, html: await page.text() };
}
const isOnline = async (): Promise<boolean> => (await get()).status === "online";

test("a server that wants a sign-in is saved, signed in to in a browser, and called with the token", async () => {
  const added = await api.servers.add.mutate({
    serverId: "guarded",
    launch: { transport: "http", url: `${server.url}/mcp` },
  });
  expect(added).toMatchObject({ status: "error", failure: { kind: "sign_in" }, signIn: { state: "required" } });
  const started = await start();
  expect(started).toMatchObject({ issuer: server.url, scope: "read" });
  expect(started.url.startsWith(`${running.url}/server-sign-in/go/`)).toBe(true);
  const { status, html } = await walk(started.url);
  expect([status, html]).toEqual([200, expect.stringContaining("<h1>Signed in to guarded</h1>")]);
  await until(async () => (await isOnline()) && (await api.gateway.listTools.query({})).length > 0);
  expect(await call()).toMatchObject({ content: [{ text: "hello" }] });
  expect(server.bearers.at(-1)).toMatch(/^Bearer access-/);
  expect((await get()).signIn).toMatchObject({
    state: "signed_in",
    reason: null,
    issuer: server.url,
    scope: "read",
    signedInBy: "olga.owner",
    renews: true,
  });
});

test("a token that has ended is renewed, and a call that met its end goes through once", async () => {
  server.endTokens();
  const before = server.calls;
  expect(await Promise.all([call(), call(), call()])).toHaveLength(3);
  expect(server.calls).toBe(before + 3);
  expect(server.grants).toEqual(["authorization_code", "refresh_token"]);
});

test("a tool that needs wider access is refused until somebody has signed in for both", async () => {
  server.toolScope = "write";
  expect(await refusal(call())).toBe("server.sign_in_required");
  expect(await get()).toMatchObject({
    status: "online",
    signIn: { state: "required", reason: expect.stringContaining("write") },
  });
  const { url, scope } = await start();
  expect(scope).toBe("read write");
  await walk(url);
  expect((await get()).signIn).toMatchObject({ state: "signed_in", reason: null, scope: "read write" });
  await until(isOnline);
  expect(await call()).toMatchObject({ content: [{ text: "hello" }] });
});

test("when the authorization server refuses the next token for good, a sign-in is required, and it is on the record", async () => {
  server.endTokens();
  server.refusesRefresh = true;
  const asked = server.grants.length;
  expect(await refusal(call())).toBe("server.sign_in_required");
  await until(async () => (await get()).status === "error");
  expect(await get()).toMatchObject({ failure: { kind: "sign_in" }, signIn: { state: "required" } });
  expect(server.grants).toHaveLength(asked + 1);
  const { rows } = await api.audit.list.query({ action: "server.sign_in_ended" });
  expect(rows).toMatchObject([{ outcome: "failed", serverId: "guarded", errorCode: "server.sign_in_required" }]);
  server.refusesRefresh = false;
  await walk((await start()).url);
  await until(isOnline);
  expect(await call()).toMatchObject({ content: [{ text: "hello" }] });
});

describe("the pages", () => {
  test("every answer is for this person alone, has no script, and tells nobody where it was", async () => {
    const { url } = await start();
    const out = await visit(url);
    expect(out.status).toBe(303);
    expect(out.headers.get("set-cookie")).toMatch(
      /^peta-sign-in-[0-9a-f]{16}=[\w-]{43}; Path=\/server-sign-in; HttpOnly; SameSite=Lax; Max-Age=600$/,
    );
    const cookie = cookieOf(out);
    const back = locationOf(await visit(locationOf(out)));
    const page = await visit(back, cookie);
    for (const { headers } of [out, page]) {
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(page.headers.get("set-cookie")).toContain("Max-Age=0");
    expect(await page.text()).not.toMatch(/<script|http-equiv| on\w+=/);
    const again = await visit(back, cookie);
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining("Start again")]);
  });

  test("A13: a foreign state, and an answer in another browser, are refused", async () => {
    const foreign = await visit(`${running.url}/server-sign-in/callback?code=c&state=${"s".repeat(43)}`);
    expect([foreign.status, await foreign.text()]).toEqual([400, expect.stringContaining("Start again")]);
    expect((await visit(`${running.url}/server-sign-in/go/${"s".repeat(43)}`)).status).toBe(400);
    const out = await visit((await start()).url);
    const back = locationOf(await visit(locationOf(out)));
    const stolen = await visit(back);
    expect([stolen.status, await stolen.text()]).toEqual([403, expect.stringContaining("Another browser")]);
    expect((await visit(back, cookieOf(out))).status).toBe(400);
  });

  test("A14: an answer in the name of another authorization server is not taken", async () => {
    const out = await visit((await start()).url);
    const back = new URL(locationOf(await visit(locationOf(out))));
    back.searchParams.set("iss", "https://attacker.example");
    const before = server.grants.length;
    const page = await visit(back.href, cookieOf(out));
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining("Not signed in to guarded")]);
    expect(server.grants).toHaveLength(before);
  });

  test("a no says so, and nothing of what came along is repeated", async () => {
    const { url } = await start();
    const out = await visit(url);
    const query = new URLSearchParams({
      error: "access_denied",
      error_description: "<img src=x onerror=alert(1)>",
      state: url.split("/").at(-1) ?? "",
    });
    const page = await visit(`${running.url}/server-sign-in/callback?${String(query)}`, cookieOf(out));
    const html = await page.text();
    expect([page.status, html]).toEqual([403, expect.stringContaining("The sign-in was refused")]);
    expect(html).not.toContain("onerror");
  });

  test("a preview of the address takes it from nobody", async () => {
    const { url } = await start();
    expect((await fetch(url, { method: "HEAD", redirect: "manual" })).status).toBe(404);
    expect((await visit(url)).status).toBe(303);
  });
});

test("what is stored is sealed", async () => {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: running.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ sealed_credentials: Buffer }>("SELECT * FROM server_sign_ins");
  await client.end();
  expect(rows).toHaveLength(1);
  for (const secret of server.secrets) expect(rows[0]?.sealed_credentials.includes(secret)).toBe(false);
});

test("signing out gives the tokens back, and no request carries them any more", async () => {
  const before = server.revoked.length;
  const detail = await api.servers.signOut.mutate({ serverId: "guarded" });
  expect(detail.signIn).toMatchObject({ state: "required", issuer: null });
  expect(server.revoked.length).toBeGreaterThan(before);
  await until(async () => (await get()).status === "error");
  expect(server.bearers.at(-1)).toBeNull();
  expect(await refusal(call())).toBe("server.sign_in_required");
});

test("no token, code, client or state is in the log, the audit log or an answer", async () => {
  const { rows } = await api.audit.list.query({ limit: 500 });
  for (const { auditId, action } of rows)
    if (action.startsWith("server.")) answered.push(await api.audit.get.query({ auditId }));
  expect(rows.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["server.sign_in", "server.signed_in", "server.sign_out", "server.sign_in_ended"]),
  );
  const haystack = `${JSON.stringify([answered, rows])}${running.logged()}`;
  expect(server.secrets.length).toBeGreaterThan(10);
  expect(ownSecrets.length).toBeGreaterThan(10);
  for (const secret of [...server.secrets, ...ownSecrets]) expect(haystack).not.toContain(secret);
});
