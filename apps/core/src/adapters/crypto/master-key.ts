import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { CoreError } from "../../errors.ts";
import { KEY_BYTES } from "./envelope.ts";
import { parseMasterKey } from "./parse-master-key.ts";

export interface MasterKeySource {
  dataDir: string;
  /** Value of PETA_MASTER_KEY, when it is set. It wins over the file. */
  fromEnvironment?: string | undefined;
}

export const MASTER_KEY_FILE = "master.key";

const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";

/**
 * The master key (32 bytes): from PETA_MASTER_KEY, else from `master.key` in the data directory, which is made on the
 * first start (mode 0600, in a directory made 0700).
 * @throws CoreError vault.unreadable with the cause and the fix; never with the key
 */
export function loadMasterKey({ dataDir, fromEnvironment }: MasterKeySource): Uint8Array {
  if (fromEnvironment !== undefined) return parseMasterKey(fromEnvironment, "PETA_MASTER_KEY");
  const file = path.join(dataDir, MASTER_KEY_FILE);
  try {
    return readKeyFile(file) ?? createKeyFile(file);
  } catch (cause) {
    if (cause instanceof CoreError) throw cause;
    throw new CoreError(
      "vault.unreadable",
      `The master key ${file} cannot be read or made (${errorCode(cause)}). Check that the directory is yours and that its disk has room.`,
      { cause },
    );
  }
}

/** Null when there is no file yet. */
function readKeyFile(file: string): Uint8Array | null {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  try {
    // The opened file is checked, not the path, so that nobody can put another file there in between.
    if (process.platform !== "win32") refuseOpenModes(file, fstatSync(handle).mode, statSync(path.dirname(file)).mode);
    return parseMasterKey(readFileSync(handle, "utf8"), file);
  } finally {
    closeSync(handle);
  }
}

function refuseOpenModes(file: string, fileMode: number, directoryMode: number): void {
  if ((fileMode & 0o077) !== 0) {
    throw new CoreError(
      "vault.unreadable",
      `Other accounts can reach the master key ${file}. Fix it with: chmod 600 '${file}'`,
    );
  }
  const isSticky = (directoryMode & 0o1000) !== 0;
  if ((directoryMode & 0o022) !== 0 && !isSticky) {
    throw new CoreError(
      "vault.unreadable",
      `Other accounts can replace the master key ${file}. Fix it with: chmod 700 '${path.dirname(file)}'`,
    );
  }
}

/** A link makes the finished file appear at once; of two processes that start together, both end up with one key. */
function createKeyFile(file: string): Uint8Array {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const handle = openSync(temporary, "wx", 0o600);
  try {
    writeSync(handle, `${randomBytes(KEY_BYTES).toString("base64")}\n`);
    fsyncSync(handle);
    linkSync(temporary, file);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    closeSync(handle);
    unlinkSync(temporary);
  }
  syncDirectory(path.dirname(file));
  const key = readKeyFile(file);
  if (key === null) throw new CoreError("vault.unreadable", `The master key ${file} disappeared while it was made.`);
  return key;
}

function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
