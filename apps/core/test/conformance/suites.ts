import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Era } from "./fixture/wire.ts";

const packages = createRequire(import.meta.url);
const programOf = (name: string): string => packages.resolve(`${name}/dist/index.js`);

export interface Suite {
  id: "0.1.16" | "2025-11-25" | "2026-07-28";
  /** The era that its clients speak. */
  era: Era;
  program: string;
  args: readonly string[];
  /** Scenarios that a server has to pass; null: all that there are. */
  scored: ReadonlySet<string> | null;
}

/** The names under `server:` or `client:` in the suite's own list of requirements. */
export function scoredScenarios(revision: string, role: "server" | "client"): ReadonlySet<string> {
  const file = path.resolve(programOf("conformance-0.2"), `../../requirements/${revision}.yaml`);
  const section = new RegExp(`^${role}:\\n((?: {2}- .*\\n)+)`, "m").exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return new Set(Array.from(section.matchAll(/- (\S+)/g), ([, name = ""]) => name));
}

const required = (id: "2025-11-25" | "2026-07-28", era: Era): Suite => ({
  id,
  era,
  program: programOf("conformance-0.2"),
  args: ["--requirements", id],
  scored: scoredScenarios(id, "server"),
});

/** The official suites, in the versions that package.json pins. */
export const SUITES: Readonly<Record<Suite["id"], Suite>> = {
  "0.1.16": {
    id: "0.1.16",
    era: "legacy",
    program: programOf("conformance-0.1"),
    args: ["--suite", "all"],
    scored: null,
  },
  "2025-11-25": required("2025-11-25", "legacy"),
  "2026-07-28": required("2026-07-28", "modern"),
};
