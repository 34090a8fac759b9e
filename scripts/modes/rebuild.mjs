import { rmSync } from "node:fs";
import path from "node:path";
import * as build from "./build.mjs";

const RESULTS = [
  "packages/db/src/generated",
  "apps/console/out",
  "apps/console/.next",
  ".turbo",
  "node_modules/.cache/turbo",
  "node_modules/.peta-generate",
  "node_modules/.peta-types",
  "node_modules/.peta-console",
];

/** Throws every build result away and builds again. */
export async function run(context) {
  for (const place of RESULTS) rmSync(path.join(context.root, place), { recursive: true, force: true });
  return build.run(context);
}
