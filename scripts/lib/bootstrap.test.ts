import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findChromium } from "./chromium.mjs";
import { createContext } from "./context.mjs";
import { findNode } from "./find-node.mjs";
import { explainNodeVersion } from "./node-version.mjs";

const bootstrap = path.join(import.meta.dirname, "../bootstrap.mjs");

test.each(["20.19.0", "20.20.2", "22.0.0", "24.21.0", "26.1.0"])("Node %s is new enough", (version) => {
  expect(explainNodeVersion(version)).toBeUndefined();
});

test.each(["18.20.0", "20.18.3", "9.11.2"])("Node %s is not, and what to do is said", (version) => {
  expect(explainNodeVersion(version)).toMatch(/needs Node 20\.19 or later.*this is .*Install a current Node/s);
});

test.each([[[]], [["stat"]]])("without a mode it knows, it lists them (%j)", (args) => {
  const { status, stderr } = spawnSync(process.execPath, [bootstrap, ...args], { encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Usage: .*start\|test\|dev\|build/);
});

test("what npm tells its script does not reach the programs that are started", () => {
  const saved = { ...process.env };
  onTestFinished(() => {
    process.env = saved;
  });
  Object.assign(process.env, { npm_package_json: "/x", npm_lifecycle_event: "start", npm_config_registry: "kept" });
  const { env } = createContext();
  expect(env).not.toHaveProperty("npm_package_json");
  expect(env).not.toHaveProperty("npm_lifecycle_event");
  expect(env.npm_config_registry).toBe("kept");
  expect(env.PATH?.split(path.delimiter)[0]).toMatch(/node_modules\/\.bin$/);
});

function emptyRoot(): string {
  const root = mkdtempSync(path.join(tmpdir(), "peta-root-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

test("the pinned Node goes first, the one we run on is good where there is none", () => {
  const root = emptyRoot();
  expect(findNode({ root })).toBe(process.execPath);
  const pinned = path.join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin/node");
  mkdirSync(path.dirname(pinned), { recursive: true });
  writeFileSync(pinned, "");
  expect(findNode({ root })).toBe(pinned);
});

test("CHROMIUM_PATH decides, and must exist", async () => {
  const root = emptyRoot();
  const browser = path.join(root, "browser");
  const context = (named: string) => ({ ...createContext(), root, env: { CHROMIUM_PATH: named } });
  await expect(findChromium(context(browser), process.execPath)).rejects.toThrow(
    /names .*browser, and that does not exist/,
  );
  writeFileSync(browser, "");
  expect(await findChromium(context(browser), process.execPath)).toBe(browser);
});
