import { mkdirSync } from "node:fs";
import path from "node:path";
import type { AuditSpool } from "../../modules/audit/audit-spool.ts";
import type { Log } from "../../modules/log.ts";
import type { Vault } from "../../modules/vault.ts";
import { countLines, findSpools, spoolName } from "./spool-files.ts";
import { createSpoolReader, type SpoolReader } from "./spool-reader.ts";
import { createSpoolWriter, type SpoolWriter } from "./spool-writer.ts";

export interface FileSpoolDeps {
  /** Made with mode 0700 when it is not there. */
  directory: string;
  vault: Vault;
  newId: (prefix: string) => string;
  now: () => number;
  log: Pick<Log, "info" | "warn">;
  /** Bytes that one file may take. */
  maxBytes?: number;
}

interface SpoolFile {
  name: string;
  reader: SpoolReader;
  /** Null for a file that an earlier process left. */
  writer: SpoolWriter | null;
  /** Lines that are not dropped yet. */
  lines: number;
}

/** Keeps records in files of the data directory. A file exists only while something is spooled. */
export function createFileSpool(deps: FileSpoolDeps): AuditSpool {
  const { directory, vault, log, maxBytes = 256 * 1024 * 1024 } = deps;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const seal = vault.createBatchSealer();
  const { orphans, inUse } = findSpools(directory, deps.now());
  if (inUse.length > 0) log.info({ files: inUse }, "Audit spools of other running processes are left to them");
  /** Oldest first; only the last one is written to. */
  const files: SpoolFile[] = orphans.map((name) => ({
    name,
    reader: createSpoolReader(vault, directory, name),
    writer: null,
    lines: countLines(path.join(directory, name)),
  }));
  let peeked: { file: SpoolFile; records: number; lines: number } | null = null;

  async function writable(): Promise<{ file: SpoolFile; writer: SpoolWriter }> {
    const last = files.at(-1);
    if (last?.writer) return { file: last, writer: last.writer };
    const name = spoolName(deps.newId("spl"));
    const writer = await createSpoolWriter(seal, directory, name, maxBytes);
    const file = { name, reader: createSpoolReader(vault, directory, name), writer, lines: 0 };
    files.push(file);
    return { file, writer };
  }

  async function finish(file: SpoolFile): Promise<void> {
    await file.writer?.close();
    const { damagedLines } = await file.reader.finish();
    files.splice(files.indexOf(file), 1);
    if (damagedLines === 0) return;
    log.warn(
      { file: `${file.name}.damaged`, damagedLines },
      "Spooled audit records were changed and cannot be read; the file is set aside",
    );
  }

  return {
    async append(records) {
      const { file, writer } = await writable();
      await writer.append(records);
      file.lines += records.length;
    },
    async peek(limit) {
      for (let file = files[0]; file; file = files[0]) {
        const { records, lines } = await file.reader.read(limit);
        if (records.length > 0) {
          peeked = { file, records: records.length, lines };
          return records;
        }
        file.reader.advance();
        file.lines -= lines;
        if (lines === 0) await finish(file);
      }
      peeked = null;
      return [];
    },
    async drop(count) {
      if (peeked === null || peeked.records !== count)
        throw new Error("only the records of the last peek can be dropped");
      const { file, lines } = peeked;
      peeked = null;
      file.reader.advance();
      file.lines -= lines;
      if (file.lines === 0) await finish(file);
    },
    size: () => files.reduce((sum, { lines }) => sum + lines, 0),
    async close() {
      for (const { writer } of files) await writer?.close();
      files.length = 0;
    },
  };
}
