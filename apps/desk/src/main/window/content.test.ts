import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONTENT_URL, createContentHandler } from "./content.ts";

let home: string;
let serve: ReturnType<typeof createContentHandler>;
beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), "peta-content-"));
  mkdirSync(path.join(home, "renderer/assets"), { recursive: true });
  writeFileSync(path.join(home, "renderer/index.html"), "<!doctype html>");
  writeFileSync(path.join(home, "renderer/assets/index-a1.js"), "1");
  writeFileSync(path.join(home, "secret.js"), "secret");
  writeFileSync(path.join(home, "renderer/.hidden.js"), "secret");
  serve = createContentHandler(path.join(home, "renderer"));
});
afterAll(() => rmSync(home, { recursive: true }));
const get = (url: string, method = "GET") => serve({ url, method });

test("the page comes with a policy under which it runs its own files and reaches nobody (A50)", async () => {
  const response = await get(CONTENT_URL);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = (response.headers.get("content-security-policy") ?? "").split("; ");
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'none'", "form-action 'none'"]),
  );
  expect(policy.join()).not.toMatch(/script-src[^,]*unsafe|style-src [^,]*unsafe|https?:|\*/);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await (await get("peta-desk-app://app/assets/index-a1.js?x#y")).text()).toBe("1");
});

test.each([
  "peta-desk-app://app/../secret.js",
  "peta-desk-app://app/%2e%2e/secret.js",
  "peta-desk-app://app/..%2fsecret.js",
  "peta-desk-app://app/assets/..%5c..%5csecret.js",
  "peta-desk-app://app//etc/passwd",
  "peta-desk-app://app/.hidden.js",
  "peta-desk-app://app/assets",
  "peta-desk-app://app/",
  "peta-desk-app://app/missing.js",
  "peta-desk-app://other/index.html",
  "file:///etc/passwd",
  "not a url",
])("%s is not there (A60)", async (url) => {
  const response = await get(url);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain("secret");
});

test("only reading is served", async () => {
  expect((await get(CONTENT_URL, "POST")).status).toBe(404);
});
