import { existsSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./setup-error.mjs";

/** The first versions that run TypeScript files as they are. */
const runsTypeScript = (version) => {
  const [major, minor] = version.split(".").map(Number);
  return major > 24 || (major === 24 && minor >= 11) || (major === 22 && minor >= 18);
};

/**
 * The Node that runs the product: the pinned one that was installed with the dependencies, else the one we run on.
 *
 * @returns {string} path of the executable
 */
export function findNode({ root }) {
  const name = `node-${process.platform}-${process.arch}`;
  const pinned = path.join(root, "node_modules", name, "bin/node");
  if (existsSync(pinned)) return pinned;
  if (runsTypeScript(process.versions.node)) return process.execPath;
  throw new SetupError(
    `There is no bundled Node for ${process.platform}-${process.arch}, and this one (${process.versions.node}) is too old ` +
      "for Peta itself.\nInstall Node 24 (https://nodejs.org), make sure that `node --version` shows it, then try again.",
  );
}

/** Refuses platforms on which the product cannot run, before anything is downloaded. */
export function checkPlatform() {
  if (process.platform === "win32") {
    throw new SetupError(
      "Peta does not run on Windows itself. Use WSL 2 (wsl --install), and clone and start it there.",
    );
  }
  const isMusl = process.platform === "linux" && process.report.getReport().header.glibcVersionRuntime === undefined;
  if (isMusl) {
    throw new SetupError(
      "This Linux uses musl (Alpine?); the bundled Node and PostgreSQL need glibc. Use a Debian, Ubuntu or Fedora " +
        "based system or image, such as node:24-bookworm.",
    );
  }
}
