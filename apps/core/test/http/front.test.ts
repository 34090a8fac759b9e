import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, createApi, createTestCore, OWNER, refusal, type TestCore } from "../create-test-core.ts";

let running: TestCore;
let owner: Api;
beforeAll(async () => {
  running = await createTestCore({ PETA_MAX_BODY_BYTES: "65536" });
  ({ api: owner } = await running.setUp());
});
afterAll(() => running.stop());

/** fetch sets the Host header by itself; this one does not. */
const statusWithHost = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(running.url);
    const request = httpRequest({ host: "127.0.0.1", port, path: "/live", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("error", reject);
    request.end();
  });

describe("health", () => {
  test("the process lives, is ready, and tells strangers counts only (A23)", async () => {
    expect(await (await fetch(`${running.url}/live`)).json()).toEqual({ status: "live" });
    const ready = await fetch(`${running.url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({
      status: "ready",
      checks: { database: true, migrations: true, snapshot: true, accepting: true },
    });
    const health = (await (await fetch(`${running.url}/health`)).json()) as Record<string, unknown>;
    expect(Object.keys(health).sort()).toEqual([
      "audit",
      "database",
      "servers",
      "sessions",
      "status",
      "uptimeSeconds",
      "version",
    ]);
    expect(health).toMatchObject({ status: "ok", servers: { total: 0, online: 0, sleeping: 0 }, sessions: 0 });
  });
});

describe("the front", () => {
  test("describes the service to programs and answers browsers with a page", async () => {
    expect(await (await fetch(running.url)).json()).toMatchObject({
      name: "peta",
      endpoints: { mcp: "/mcp", api: "/trpc" },
    });
    const page = await fetch(running.url, { headers: { accept: "text/html" } });
    expect(page.headers.get("content-type")).toContain("text/html");
  });

  test("every answer is unframeable, unsniffable, and carries a request id of ours", async () => {
    const { headers } = await fetch(`${running.url}/nowhere`, { headers: { "x-request-id": "forged" } });
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-request-id")).toMatch(/^req_/);
  });

  test("A48: a foreign Host is refused with the setting to change; a name of this machine is not", async () => {
    expect(await statusWithHost("rebound.example")).toBe(403);
    expect(await statusWithHost("localhost:1")).toBe(200);
  });

  test("says that there is nothing at an unknown path", async () => {
    const response = await fetch(`${running.url}/trpc2`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "request.unsupported" } });
  });

  test("A34: a body that is too large is refused, and so is one that is not JSON", async () => {
    const post = (body: string) =>
      fetch(`${running.url}/trpc/consoleSessions.signIn`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
    expect((await post(JSON.stringify({ email: "x".repeat(70_000) }))).status).toBe(413);
    const wrong = await post('{"email":');
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ error: { data: { peta: { code: "input.invalid" } } } });
  });

  test("A34: a stranger's body is short and says its length", async () => {
    const small = await createTestCore();
    try {
      const answer = await fetch(`${small.url}/trpc/consoleSessions.signIn`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email: "x".repeat(65_600) }),
      });
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({
        error: { code: "request.too_large", message: expect.stringMatching(/credential/) },
      });
    } finally {
      await small.stop();
    }
  });

  test("a NUL in a text is the caller's input, not our fault", async () => {
    expect(await refusal(owner.tokens.revoke.mutate({ token: "tok_\u0000" }))).toBe("input.invalid");
    const rule = { id: "r", priority: 1, match: {}, effect: "deny" as const, description: "\u0000" };
    expect(await refusal(owner.policies.save.mutate({ version: 0, rules: [rule] }))).toBe("input.invalid");
  });

  test("an unknown procedure and a wrong method are told apart from a fault of ours", async () => {
    const unknown = await fetch(`${running.url}/trpc/servers.nope`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { data: { peta: { code: "request.unsupported" } } } });
    expect(
      (
        await fetch(`${running.url}/trpc/installation.publicStatus`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: "{}",
        })
      ).status,
    ).toBe(405);
  });
});

test("HTTPS is served by the process itself, with strict transport security", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "peta-tls-"));
  const pem = await generate([{ name: "commonName", value: "localhost" }]);
  writeFileSync(path.join(directory, "cert.pem"), pem.cert);
  writeFileSync(path.join(directory, "key.pem"), pem.private, { mode: 0o600 });
  const secure = await createTestCore({
    ENABLE_HTTPS: "true",
    SSL_CERT_PATH: path.join(directory, "cert.pem"),
    SSL_KEY_PATH: path.join(directory, "key.pem"),
  });
  try {
    expect(secure.url).toMatch(/^https:/);
    const answer = await new Promise<{ status: number | undefined; transport: string | undefined }>(
      (resolve, reject) => {
        const request = httpsRequest(
          `${secure.url}/live`,
          { ca: pem.cert, servername: "localhost", checkServerIdentity: () => undefined },
          (response) => {
            response.resume();
            resolve({ status: response.statusCode, transport: response.headers["strict-transport-security"] });
          },
        );
        request.on("error", reject);
        request.end();
      },
    );
    expect(answer).toEqual({ status: 200, transport: "max-age=31536000" });
  } finally {
    await secure.stop();
    rmSync(directory, { recursive: true });
  }
});

test("without a proxy, nobody on this machine chooses the address that rules and records see", async () => {
  const response = await fetch(`${running.url}/trpc/consoleSessions.signIn`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": "203.0.113.77" },
    body: JSON.stringify({ email: OWNER.email, password: "not the password" }),
  });
  expect(response.status).toBe(401);
  const { token } = await running.core.modules.principals.issueToken(await ownerOf(running), "front");
  const { rows } = await createApi(running.url, token).audit.list.query({ action: "console_session.sign_in" });
  const detail = await createApi(running.url, token).audit.get.query({ auditId: rows[0]?.auditId ?? "" });
  expect(detail).toMatchObject({ outcome: "denied", ipAddress: "127.0.0.1" });
});

async function ownerOf({ core }: TestCore) {
  const found = await core.findOwner();
  if (!found) throw new Error("there is no owner");
  return found;
}
