import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Port } from "../port.ts";
import { writeOwnFile } from "./write-file.ts";

/** By name: the cipher text of the system's keychain, base64. */
const fileSchema = z.object({ version: z.literal(1), secrets: z.record(z.string(), z.string()) });

export interface Vault {
  /** `memory`: nothing is written, and everything is forgotten when Desk ends. */
  storage: "encrypted" | "memory";
  /** Null also when it cannot be opened any more: another account, another computer, a new keychain. */
  get(name: string): Promise<string | null>;
  set(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/**
 * Linux without a keychain encrypts with a password that is printed in Chromium's source: that is no encryption, and
 * Electron still says it is available.
 */
async function isEncrypted(safeStorage: Port["safeStorage"], platform: NodeJS.Platform): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  return platform !== "linux" || !["basic_text", "unknown"].includes(safeStorage.getSelectedStorageBackend());
}

/**
 * Where tokens are kept: sealed by the system's keychain, in a file of the person's own. Without a keychain they are
 * kept in memory; a token is never written plainly. Call it once the application is ready.
 */
export async function setupVault(deps: {
  safeStorage: Port["safeStorage"];
  platform: NodeJS.Platform;
  file: string;
}): Promise<Vault> {
  const { safeStorage, file } = deps;
  if (!(await isEncrypted(safeStorage, deps.platform))) return createMemoryVault();
  const secrets = readSecrets(file);
  const write = (): void =>
    writeOwnFile(file, `${JSON.stringify({ version: 1, secrets: Object.fromEntries(secrets) })}\n`);
  const seal = async (name: string, secret: string): Promise<void> => {
    secrets.set(name, (await safeStorage.encryptStringAsync(secret)).toString("base64"));
    write();
  };
  return {
    storage: "encrypted",
    async get(name) {
      const sealed = secrets.get(name);
      if (sealed === undefined) return null;
      const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed, "base64")).catch(() => null);
      if (opened?.shouldReEncrypt) await seal(name, opened.result);
      return opened?.result ?? null;
    },
    set: seal,
    async remove(name) {
      if (secrets.delete(name)) write();
    },
  };
}

function readSecrets(file: string): Map<string, string> {
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(readFileSync(file, "utf8"))).secrets));
  } catch {
    // Missing, or damaged: signing in again writes it anew.
    return new Map();
  }
}

function createMemoryVault(): Vault {
  const secrets = new Map<string, string>();
  return {
    storage: "memory",
    get: async (name) => secrets.get(name) ?? null,
    set: async (name, secret) => void secrets.set(name, secret),
    remove: async (name) => void secrets.delete(name),
  };
}
