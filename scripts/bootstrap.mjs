// The one entry of every npm script: installs what is missing, then hands over to the pinned Node. Needs nothing but
// Node's own modules, so that a clean clone can run it.
import { explainNodeVersion } from "./lib/node-version.mjs";

const problem = explainNodeVersion(process.versions.node);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
const { runMode } = await import("./lib/run-mode.mjs");
process.exitCode = await runMode(process.argv[2], process.argv.slice(3));
