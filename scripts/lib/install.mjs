import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { runLive, pnpm } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";
import { hashInputs, isStamped, stamp } from "./stamp.mjs";
import { withSetupLock } from "./setup-lock.mjs";

function manifests(root) {
  const workspaces = ["apps", "packages"].flatMap((parent) =>
    readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}/package.json`),
  );
  return ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ...workspaces.sort()];
}

/** Installs the locked dependencies, unless lockfile and manifests are those of the last installation. */
export async function ensureInstalled(context) {
  const { root, packageManager, mark } = context;
  const platform = `${process.platform}-${process.arch}`;
  const hash = hashInputs(root, manifests(root), [packageManager, platform]);
  const isDone = () => isStamped(root, "install", hash) && existsSync(path.join(root, "node_modules/.modules.yaml"));
  if (isDone()) return;
  await withSetupLock(root, mark, async () => {
    if (isDone()) return;
    mark("installing dependencies (the first time takes about half a minute)");
    const args = ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only"];
    const code = await runLive(context, ...pnpm(context, args));
    if (code !== 0) {
      throw new SetupError(
        "The dependencies could not be installed; the reason stands above. Check the network connection and the free " +
          "space on the disk, then try again.",
        code,
      );
    }
    stamp(root, "install", hash);
    mark("dependencies installed");
  });
}
