import { createHash } from "node:crypto";
import type { MigrationList } from "@prisma/schema-engine-wasm";
import pg from "pg";

interface Applied {
  name: string;
  checksum: string;
  isFinished: boolean;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Whether the history table names every migration as finished, with the contents it has here, and nothing else. Then
 * there is no need to load the engine, which costs a start a tenth of a second and the process 20 MB. False whenever
 * it cannot be told: the engine then says what is the matter.
 */
export async function isUpToDate(url: string, { migrationDirectories }: MigrationList): Promise<boolean> {
  const schema = new URL(url).searchParams.get("schema") ?? "public";
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<Applied>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM ${client.escapeIdentifier(schema)}._prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    const applied = new Map(rows.map((row) => [row.name, row]));
    return (
      rows.length === migrationDirectories.length &&
      migrationDirectories.every(({ path, migrationFile: { content } }) => {
        const row = applied.get(path);
        return row?.isFinished === true && content.tag === "ok" && row.checksum === sha256(content.value);
      })
    );
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
