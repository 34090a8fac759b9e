import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";

export interface StoredCredential {
  token: string;
  principalId: string;
  savedAt: string;
}

interface CredentialsFile {
  version: 1;
  /** By Core's address. */
  credentials: Record<string, StoredCredential>;
}

/** `PETA_CONFIG_DIR`, or where the platform keeps a program's settings. */
export function configDirectory(io: Io): string {
  if (io.env.PETA_CONFIG_DIR) return path.resolve(io.env.PETA_CONFIG_DIR);
  if (io.platform === "win32")
    return path.join(io.env.APPDATA || path.join(io.homeDirectory, "AppData", "Roaming"), "peta");
  if (io.platform === "darwin") return path.join(io.homeDirectory, "Library", "Application Support", "peta");
  return path.join(io.env.XDG_CONFIG_HOME || path.join(io.homeDirectory, ".config"), "peta");
}

/**
 * Tokens that `peta setup` received, one per address, in `credentials.json` (0600, directory 0700). A file that others
 * can read is closed to them when it is next read.
 */
export function createCredentials(io: Io) {
  const file = path.join(configDirectory(io), "credentials.json");

  const read = (): CredentialsFile => {
    let text: string;
    try {
      if (io.platform !== "win32" && statSync(file).mode & 0o077) chmodSync(file, 0o600);
      text = readFileSync(file, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { version: 1, credentials: {} };
      throw unusable(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? "unknown problem"})`, cause);
    }
    try {
      const content = JSON.parse(text) as CredentialsFile;
      if (content.version === 1 && typeof content.credentials === "object" && content.credentials !== null)
        return content;
    } catch (cause) {
      throw unusable("is not JSON", cause);
    }
    throw unusable("has a form that this version does not know");
  };

  const unusable = (problem: string, cause?: unknown) =>
    new CliError("cli.credentials_unusable", `The credentials file ${file} ${problem}.`, {
      cause,
      hint: "Repair or remove it, or set PETA_TOKEN.",
    });

  return {
    file,
    /** The credential for this address, or null. Throws cli.credentials_unusable. */
    find: (url: string): StoredCredential | null => {
      const { credentials } = read();
      return Object.hasOwn(credentials, url) ? (credentials[url] ?? null) : null;
    },
    /** Keeps a credential, replacing the one for the same address. Throws cli.credentials_unusable. */
    save(url: string, credential: StoredCredential): void {
      const content = read();
      content.credentials[url] = credential;
      const draft = `${file}.${process.pid}`;
      try {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
        renameSync(draft, file);
      } catch (cause) {
        rmSync(draft, { force: true });
        throw unusable(`cannot be written (${(cause as NodeJS.ErrnoException).code ?? "unknown problem"})`, cause);
      }
    },
  };
}
export type Credentials = ReturnType<typeof createCredentials>;
