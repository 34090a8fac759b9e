import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CoreError } from "../../errors.ts";
import { checkMasterKey, type SettingsPort } from "./check-master-key.ts";
import { loadMasterKey, MASTER_KEY_FILE } from "./master-key.ts";
import { createVault } from "./vault.ts";

let directory: string;
let dataDir: string;
const keyFile = () => path.join(dataDir, MASTER_KEY_FILE);

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "peta-master-key-"));
  dataDir = path.join(directory, "data");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const refusal = (act: () => unknown): CoreError => {
  try {
    act();
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("PETA_MASTER_KEY", () => {
  const key = randomBytes(32);
  const load = (fromEnvironment: string) => loadMasterKey({ dataDir, fromEnvironment });

  it("is taken as base64, base64url or hex, and no file is made", () => {
    for (const text of [
      key.toString("base64"),
      key.toString("base64url"),
      key.toString("hex"),
      ` ${key.toString("hex").toUpperCase()}\n`,
    ]) {
      expect(Buffer.from(load(text))).toEqual(key);
    }
    expect(existsSync(dataDir)).toBe(false);
  });

  it.each([
    ["an empty value", "", "is empty"],
    ["16 bytes", randomBytes(16).toString("base64"), "holds 16 bytes; 32 are needed"],
    ["64 bytes", randomBytes(64).toString("base64"), "holds 64 bytes; 32 are needed"],
    ["63 hex digits", randomBytes(32).toString("hex").slice(1), "32 are needed"],
    ["a sentence", "correct horse battery staple!", "neither base64 nor 64 hex digits"],
    ["zeros (A9)", Buffer.alloc(32).toString("base64"), "placeholder or a repeated pattern"],
    [
      "a repeated pattern (A9)",
      Buffer.from("changemechangemechangemechangeme").toString("base64"),
      "placeholder or a repeated pattern",
    ],
  ])("is refused when it is %s, with the fix and without the value", (_name, value, problem) => {
    const error = refusal(() => load(value));
    expect(error.code).toBe("vault.unreadable");
    expect(error.message).toContain("PETA_MASTER_KEY");
    expect(error.message).toContain(problem);
    expect(error.message).toContain("openssl rand -base64 32");
    if (value !== "") expect(error.message + String(error.detail)).not.toContain(value);
  });
});

describe("the key file", () => {
  it("is made once, readable by its owner alone, in a directory of its owner alone", () => {
    const first = loadMasterKey({ dataDir });
    expect(first).toHaveLength(32);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(readdirSync(dataDir)).toEqual([MASTER_KEY_FILE]);
    expect(Buffer.from(loadMasterKey({ dataDir }))).toEqual(Buffer.from(first));
  });

  it.each([0o644, 0o640, 0o604, 0o660])("is refused with mode %o, naming the command that mends it", (mode) => {
    loadMasterKey({ dataDir });
    chmodSync(keyFile(), mode);
    const error = refusal(() => loadMasterKey({ dataDir }));
    expect(error.message).toContain(`chmod 600 '${keyFile()}'`);
    expect(error.message).not.toContain(readFileSync(keyFile(), "utf8").trim());
  });

  it("is refused in a directory where others could replace it", () => {
    loadMasterKey({ dataDir });
    chmodSync(dataDir, 0o777);
    expect(refusal(() => loadMasterKey({ dataDir })).message).toContain(`chmod 700 '${dataDir}'`);
  });

  it("is never replaced when it is damaged", () => {
    mkdirSync(dataDir);
    writeFileSync(keyFile(), "cut off\n", { mode: 0o600 });
    const error = refusal(() => loadMasterKey({ dataDir }));
    expect(error.message).toContain(keyFile());
    expect(readFileSync(keyFile(), "utf8")).toBe("cut off\n");
  });

  it("is one and the same for processes that start together", async () => {
    const script = `
      const { loadMasterKey } = await import(${JSON.stringify(path.join(import.meta.dirname, "master-key.ts"))});
      process.stdout.write(Buffer.from(loadMasterKey({ dataDir: ${JSON.stringify(dataDir)} })).toString("hex"));`;
    const run = promisify(execFile);
    const keys = await Promise.all(
      Array.from(
        { length: 6 },
        async () => (await run(process.execPath, ["--input-type=module", "-e", script])).stdout,
      ),
    );
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(keys).size).toBe(1);
    expect(readdirSync(dataDir)).toEqual([MASTER_KEY_FILE]);
  });

  it("names the cause when the directory cannot be made", () => {
    writeFileSync(dataDir, "a file stands where the directory should be");
    expect(refusal(() => loadMasterKey({ dataDir })).message).toContain("ENOTDIR");
  });
});

describe("checkMasterKey", () => {
  function memorySettings(): SettingsPort & { values: Map<string, unknown> } {
    const values = new Map<string, unknown>();
    return {
      values,
      get: async (key) => values.get(key) ?? null,
      insertIfAbsent: async (key, value) => {
        if (!values.has(key)) values.set(key, value);
      },
    };
  }

  it("remembers the first key and accepts it again", async () => {
    const settings = memorySettings();
    const key = randomBytes(32);
    await checkMasterKey(settings, createVault(key));
    await expect(checkMasterKey(settings, createVault(key))).resolves.toBeUndefined();
  });

  it("refuses to start with another key and keeps what is stored (A59)", async () => {
    const settings = memorySettings();
    await checkMasterKey(settings, createVault(randomBytes(32)));
    const before = new Map(settings.values);
    await expect(checkMasterKey(settings, createVault(randomBytes(32)))).rejects.toMatchObject({
      code: "vault.key_mismatch",
    });
    expect(settings.values).toEqual(before);
  });

  it("refuses a check value that was damaged", async () => {
    const settings = memorySettings();
    const vault = createVault(randomBytes(32));
    await checkMasterKey(settings, vault);
    for (const damaged of [{ hmac: 5 }, "text", [], { hmac: "00" }]) {
      for (const name of settings.values.keys()) settings.values.set(name, damaged);
      await expect(checkMasterKey(settings, vault)).rejects.toMatchObject({ code: "vault.key_mismatch" });
    }
  });

  it("stores nothing from which the key could be read", async () => {
    const settings = memorySettings();
    const key = randomBytes(32);
    await checkMasterKey(settings, createVault(key));
    const stored = JSON.stringify([...settings.values]);
    for (const encoding of ["hex", "base64"] as const) expect(stored).not.toContain(key.toString(encoding));
  });
});
