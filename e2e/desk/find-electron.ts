import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { DESK } from "./start-desk.ts";

/**
 * The Electron program of this computer: `ELECTRON_OVERRIDE_DIST_PATH` as Electron's own package reads it, else what that
 * package has fetched. Null when there is none; installing the project fetches none.
 */
export function findElectron(): string | null {
  const name =
    { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" }[process.platform as string] ?? "electron";
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined) return existsSync(path.join(override, name)) ? path.join(override, name) : null;
  const home = path.join(DESK, "node_modules/electron");
  const pathFile = path.join(home, "path.txt");
  const program = existsSync(pathFile) ? path.join(home, "dist", readFileSync(pathFile, "utf8")) : null;
  return program !== null && existsSync(program) ? program : null;
}
