import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import type { ChainedRecord } from "../../modules/audit/audit-record.ts";
import { serializeRecord } from "./spool-line.ts";
import { lineIdentity } from "./spool-reader.ts";

export interface SpoolWriter {
  /** Resolves when the records are on disk; when it rejects, none of them is in the file. */
  append(records: readonly ChainedRecord[]): Promise<void>;
  close(): Promise<void>;
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Starts a spool file of mode 0600: one line for each record, sealed to its place in this file. */
export async function createSpoolWriter(
  seal: (plaintext: string, identity: string) => Uint8Array,
  directory: string,
  name: string,
  maxBytes: number,
): Promise<SpoolWriter> {
  const handle: FileHandle = await open(path.join(directory, name), "ax", 0o600);
  await syncDirectory(directory);
  let bytes = 0;
  let line = 0;
  let isBroken = false;
  return {
    async append(records) {
      if (isBroken) throw new Error("the spool could not be repaired after a failed write");
      const lines = records.map((record, index) => {
        const sealed = seal(serializeRecord(record), lineIdentity(name, line + index));
        return `${Buffer.from(sealed).toString("base64")}\n`;
      });
      const text = lines.join("");
      if (bytes + text.length > maxBytes) throw new Error(`the spool is full (${maxBytes} bytes)`);
      try {
        await handle.appendFile(text, "latin1");
        await handle.datasync();
      } catch (error) {
        // A piece of a line that stays would hide what comes after it.
        await handle.truncate(bytes).catch(() => {
          isBroken = true;
        });
        throw error;
      }
      bytes += text.length;
      line += records.length;
    },
    close: () => handle.close(),
  };
}
