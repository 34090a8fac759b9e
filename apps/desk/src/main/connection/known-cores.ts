import { readFileSync } from "node:fs";
import { z } from "zod";
import { writeOwnFile } from "../vault/write-file.ts";
import type { KnownCore } from "./core-connection.ts";

const knownCoreSchema = z.object({
  connectionId: z.string(),
  url: z.string(),
  name: z.string(),
  signedInBy: z.enum(["browser", "token"]).nullable(),
}) satisfies z.ZodType<KnownCore>;
const fileSchema = z.object({
  version: z.literal(1),
  cores: z.array(knownCoreSchema),
  currentId: z.string().nullable(),
});

export interface KnownCores {
  cores: KnownCore[];
  currentId: string | null;
}

/** Addresses and names between two starts. A file that is missing or damaged is an empty one. */
export function createKnownCoresFile(file: string) {
  return {
    read(): KnownCores {
      try {
        return fileSchema.parse(JSON.parse(readFileSync(file, "utf8")));
      } catch {
        return { cores: [], currentId: null };
      }
    },
    write: (known: KnownCores): void => writeOwnFile(file, `${JSON.stringify({ version: 1, ...known }, null, 2)}\n`),
  };
}
export type KnownCoresFile = ReturnType<typeof createKnownCoresFile>;
