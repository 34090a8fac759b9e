import path from "node:path";
import * as electron from "electron";
import { run } from "./app.ts";
import { trustSystemCertificates } from "./http/trust-system-certificates.ts";
import type { Port } from "./port.ts";

const port: Port = electron;
// Beside out/main: out/preload and out/renderer; resources lies one level up.
const at = (...parts: string[]): string => path.join(import.meta.dirname, "..", ...parts);

// Before anything else runs: a page that we open has a sandbox, whatever its options say.
electron.app.enableSandbox();
trustSystemCertificates();
run(port, {
  platform: process.platform,
  argv: process.argv.slice(1),
  preloadFile: at("preload/index.cjs"),
  rendererDir: at("renderer"),
  resourcesDir: at("../resources"),
  fetch: globalThis.fetch,
}).catch((error: unknown) => {
  console.error("Peta Desk could not start:", error);
  electron.app.exit(1);
});
