import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { configDirectory, createCredentials } from "./credentials.ts";
import type { Io } from "./io.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "peta-credentials-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const io = (more: Partial<Io> = {}): Io =>
  ({
    env: { PETA_CONFIG_DIR: path.join(directory, "config") },
    platform: "linux",
    homeDirectory: "/home/ada",
    ...more,
  }) as Io;
const one = (token: string) => ({ token, principalId: "ada", savedAt: "2026-01-01T00:00:00.000Z" });

test("a credential is found by its address only, also after others were saved", () => {
  const credentials = createCredentials(io());
  expect(credentials.find("http://a")).toBeNull();
  credentials.save("http://a", one("token-a"));
  credentials.save("http://b", one("token-b"));
  expect(credentials.find("http://a")?.token).toBe("token-a");
  expect(credentials.find("http://c")).toBeNull();
  expect(credentials.find("constructor")).toBeNull();
});

test("file 0600 in a directory 0700, and no draft stays behind", () => {
  const credentials = createCredentials(io());
  credentials.save("http://a", one("t"));
  expect(statSync(credentials.file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(credentials.file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(path.dirname(credentials.file))).toEqual(["credentials.json"]);
});

test("a file that others could read is closed to them", () => {
  const credentials = createCredentials(io());
  credentials.save("http://a", one("t"));
  chmodSync(credentials.file, 0o644);
  expect(credentials.find("http://a")?.token).toBe("t");
  expect(statSync(credentials.file).mode & 0o777).toBe(0o600);
});

test.each(["{oops", "[]", "{}", '{"version":2,"credentials":{}}', '{"version":1,"credentials":null}'])(
  "a damaged file (%s) is named and left alone",
  (content) => {
    const file = path.join(directory, "credentials.json");
    writeFileSync(file, content, { mode: 0o600 });
    const credentials = createCredentials(io({ env: { PETA_CONFIG_DIR: directory } }));
    expect(() => credentials.find("http://a")).toThrow(file);
    expect(() => credentials.save("http://a", one("t"))).toThrow(file);
    expect(readFileSync(file, "utf8")).toBe(content);
  },
);

test("a place that cannot be written to is named", () => {
  writeFileSync(path.join(directory, "config"), "a file where the directory should be");
  const credentials = createCredentials(io());
  expect(() => credentials.save("http://a", one("t"))).toThrow(credentials.file);
  expect(existsSync(credentials.file)).toBe(false);
});

test("settings are kept where the platform keeps them", () => {
  expect(configDirectory(io({ env: {} }))).toBe("/home/ada/.config/peta");
  expect(configDirectory(io({ env: { XDG_CONFIG_HOME: "/xdg" } }))).toBe("/xdg/peta");
  expect(configDirectory(io({ env: {}, platform: "darwin" }))).toBe("/home/ada/Library/Application Support/peta");
  expect(configDirectory(io({ env: { APPDATA: "/roaming" }, platform: "win32" }))).toBe("/roaming/peta");
});
