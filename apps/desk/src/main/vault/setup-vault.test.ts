import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Port } from "../port.ts";
import { setupVault } from "./setup-vault.ts";

const SECRET = "peta_a-very-secret-token";
let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "peta-vault-"));
  file = path.join(directory, "deep/secrets.json");
});
afterEach(() => rmSync(directory, { recursive: true }));

type Backend = ReturnType<Port["safeStorage"]["getSelectedStorageBackend"]>;

/** A keychain that writes in hexadecimal digits, with a key by which it knows its own. */
function createKeychain(
  key: string,
  { isAvailable = true, backend = "gnome_libsecret" }: { isAvailable?: boolean; backend?: Backend } = {},
) {
  let wantsNewKey = false;
  const safeStorage: Port["safeStorage"] = {
    isAsyncEncryptionAvailable: async () => isAvailable,
    getSelectedStorageBackend: () => backend,
    encryptStringAsync: async (text) => Buffer.from(key + Buffer.from(text).toString("hex")),
    async decryptStringAsync(sealed) {
      const text = sealed.toString();
      if (!text.startsWith(key)) throw new Error("wrong key");
      return { result: Buffer.from(text.slice(key.length), "hex").toString(), shouldReEncrypt: wantsNewKey };
    },
  };
  return { safeStorage, rotate: () => (wantsNewKey = true) };
}
const vaultOf = (safeStorage: Port["safeStorage"], platform: NodeJS.Platform = "linux") =>
  setupVault({ safeStorage, platform, file });

test("a secret survives a restart, lies encrypted in a file of the owner alone, and goes when it is removed", async () => {
  const { safeStorage } = createKeychain("k1:");
  const vault = await vaultOf(safeStorage);
  expect(vault.storage).toBe("encrypted");
  await vault.set("one", SECRET);
  expect(readFileSync(file, "utf8")).not.toContain(SECRET);
  expect(statSync(file).mode & 0o077).toBe(0);
  const again = await vaultOf(safeStorage);
  expect(await again.get("one")).toBe(SECRET);
  expect(await again.get("two")).toBeNull();
  await again.remove("one");
  expect(await (await vaultOf(safeStorage)).get("one")).toBeNull();
  expect(readFileSync(file, "utf8")).not.toContain("one");
});

test.each([
  ["without encryption", { isAvailable: false }, "darwin"],
  ["with Linux's printed password", { backend: "basic_text" as Backend }, "linux"],
  ["before the keychain is known", { backend: "unknown" as Backend }, "linux"],
] as const)("%s a secret is kept in memory, and nothing is written", async (_name, options, platform) => {
  const vault = await vaultOf(createKeychain("k1:", options).safeStorage, platform);
  expect(vault.storage).toBe("memory");
  await vault.set("one", SECRET);
  expect(await vault.get("one")).toBe(SECRET);
  expect(() => readFileSync(file)).toThrow(/ENOENT/);
  await vault.remove("one");
  expect(await vault.get("one")).toBeNull();
});

test("what another keychain has sealed is not there, and a damaged file is an empty one", async () => {
  const vault = await vaultOf(createKeychain("k1:").safeStorage);
  await vault.set("one", SECRET);
  expect(await (await vaultOf(createKeychain("k2:").safeStorage)).get("one")).toBeNull();
  writeFileSync(file, "{ not json");
  const anew = await vaultOf(createKeychain("k1:").safeStorage);
  expect(await anew.get("one")).toBeNull();
  await anew.set("one", SECRET);
  expect(await (await vaultOf(createKeychain("k1:").safeStorage)).get("one")).toBe(SECRET);
});

test("a keychain with a new key seals anew what it opens", async () => {
  const { safeStorage, rotate } = createKeychain("k1:");
  const vault = await vaultOf(safeStorage);
  await vault.set("one", SECRET);
  const before = statSync(file).ino;
  rotate();
  expect(await vault.get("one")).toBe(SECRET);
  expect(statSync(file).ino).not.toBe(before);
});
