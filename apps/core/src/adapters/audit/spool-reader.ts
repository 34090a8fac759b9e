import { open, rename, unlink } from "node:fs/promises";
import path from "node:path";
import type { ChainedRecord } from "../../modules/audit/audit-record.ts";
import type { Vault } from "../../modules/vault.ts";
import { deserializeRecord } from "./spool-line.ts";

const READ_BYTES = 1 << 20;

/** What a line is sealed to: moved or copied elsewhere, it does not open. */
export const lineIdentity = (name: string, line: number): string => `audit-spool:${name}:${line}`;

export interface SpoolReader {
  /** The next records, at most `limit`, and the lines they take; no lines at the end of the file. */
  read(limit: number): Promise<{ records: ChainedRecord[]; lines: number }>;
  /** Goes past the lines of the last `read`. */
  advance(): void;
  /** Removes the file, or sets it aside under `.damaged` when some of its lines did not open. */
  finish(): Promise<{ damagedLines: number }>;
}

/** Reads a spool from its beginning, also while lines are still added to it. */
export function createSpoolReader(vault: Vault, directory: string, name: string): SpoolReader {
  const file = path.join(directory, name);
  let offset = 0;
  let line = 0;
  let next = { offset, line };
  let damagedLines = 0;
  let damagedInRead = 0;

  async function readLines(limit: number): Promise<string[]> {
    const handle = await open(file, "r");
    try {
      for (let size = READ_BYTES; ; size *= 4) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, offset);
        const text = buffer.toString("latin1", 0, bytesRead);
        const lines = text.split("\n");
        // What follows the last line break is incomplete: still being written, or torn by a crash.
        lines.pop();
        if (lines.length > 0 || bytesRead < size) return lines.slice(0, limit);
      }
    } finally {
      await handle.close();
    }
  }

  return {
    async read(limit) {
      const lines = await readLines(limit);
      const records: ChainedRecord[] = [];
      damagedInRead = 0;
      for (const [index, text] of lines.entries()) {
        try {
          records.push(deserializeRecord(vault.open(Buffer.from(text, "base64"), lineIdentity(name, line + index))));
        } catch {
          damagedInRead++;
        }
      }
      next = { offset: offset + lines.reduce((sum, text) => sum + text.length + 1, 0), line: line + lines.length };
      return { records, lines: lines.length };
    },
    advance() {
      ({ offset, line } = next);
      damagedLines += damagedInRead;
      damagedInRead = 0;
    },
    async finish() {
      if (damagedLines > 0) await rename(file, `${file}.damaged`);
      else await unlink(file);
      return { damagedLines };
    },
  };
}
