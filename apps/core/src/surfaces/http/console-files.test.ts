import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isConsoleBuilt, serveConsole } from "./console-files.ts";
import { homeRoutes } from "./home-routes.ts";

const directory = mkdtempSync(path.join(tmpdir(), "peta-console-"));
let app: FastifyInstance;
beforeAll(async () => {
  mkdirSync(path.join(directory, "servers"));
  mkdirSync(path.join(directory, "_next/static"), { recursive: true });
  for (const page of ["index", "404", "servers", "servers/detail"])
    writeFileSync(path.join(directory, `${page}.html`), `<p>${page}</p>`);
  writeFileSync(path.join(directory, "_next/static/a.js"), "1");
  writeFileSync(path.join(directory, "csp.json"), JSON.stringify({ "/servers.html": ["sha256-abc"] }));
  app = Fastify();
  await serveConsole(app, directory);
  homeRoutes(app, { version: "1", source: { kind: "export" } });
});
afterAll(async () => {
  await app.close();
  rmSync(directory, { recursive: true });
});

const get = (url: string) => app.inject({ url, headers: { accept: "text/html" } });

test.each([
  ["/", "index"],
  ["/servers", "servers"],
  ["/servers/detail?server=x", "servers/detail"],
])("%s is its page, asked for again each time", async (url, page) => {
  const answer = await get(url);
  expect(answer.body).toBe(`<p>${page}</p>`);
  expect(answer.headers["cache-control"]).toBe("no-cache");
});

test("a page allows the inline scripts it was built with and no others", async () => {
  expect((await get("/servers")).headers["content-security-policy"]).toContain("script-src 'self' 'sha256-abc';");
  expect((await get("/")).headers["content-security-policy"]).toContain("script-src 'self';");
});

test("a build under a running Core brings its own hashes", async () => {
  const file = path.join(directory, "csp.json");
  writeFileSync(file, JSON.stringify({ "/servers.html": ["sha256-new"] }));
  utimesSync(file, new Date(), new Date(Date.now() + 5_000));
  expect((await get("/servers")).headers["content-security-policy"]).toContain("'sha256-new'");
});

test("assets with a hash in their name are kept for good", async () => {
  expect((await get("/_next/static/a.js")).headers["cache-control"]).toContain("immutable");
});

test.each(["/nope", "/_next/static/b.js", "/csp.json", "/..%2f..%2fetc/passwd", "/servers/../../etc/passwd"])(
  "A60: nothing is at %s",
  async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain("root:");
  },
);

test("an export is there or not", () => {
  expect(isConsoleBuilt(directory)).toBe(true);
  expect(isConsoleBuilt(tmpdir())).toBe(false);
});
