import { existsSync } from "node:fs";
import path from "node:path";
import { pnpm, runCaptured } from "./run.mjs";
import { SetupError } from "./setup-error.mjs";
import { withSetupLock } from "./setup-lock.mjs";
import { hashInputs, isStamped, stamp } from "./stamp.mjs";

const LOCKS = ["pnpm-lock.yaml", "turbo.json"];

/** What is made from the sources, and from which of them. */
const STEPS = {
  generate: {
    inputs: ["packages/db/prisma/schema", "packages/db/prisma.config.ts", "packages/db/package.json", ...LOCKS],
    result: "packages/db/src/generated/client.ts",
    turbo: ["generate"],
    label: "database client",
  },
  console: {
    inputs: ["apps/console", "packages/ui", "packages/contract", "packages/policy", "packages/config", ...LOCKS],
    result: "apps/console/out/index.html",
    turbo: ["build", "--filter=@peta/console"],
    label: "Console",
  },
  desk: {
    inputs: ["apps/desk", "packages/ui", "packages/contract", "packages/policy", "packages/config", ...LOCKS],
    result: "apps/desk/out/main/index.js",
    turbo: ["build", "--filter=@peta/desk"],
    label: "Desk",
  },
};

/** Runs turbo; it needs the package manager on its path, which `exec` provides. */
const turbo = (context, args) =>
  pnpm(context, ["exec", "turbo", "run", ...args, "--output-logs=errors-only", "--log-order=grouped"]);

const DONE = { code: 0, output: "" };

/**
 * Runs one of the steps when its inputs have changed.
 *
 * @returns {Promise<import("./run.mjs").Finished>}
 */
async function runStep(context, name) {
  const { root, mark } = context;
  const step = STEPS[name];
  const hash = () => hashInputs(root, step.inputs, [step.turbo.join()]);
  const isDone = () => existsSync(path.join(root, step.result)) && isStamped(root, name, hash());
  if (isDone()) return DONE;
  return withSetupLock(root, mark, async () => {
    if (isDone()) return DONE;
    mark(`building: ${step.label}`);
    // Taken before the work: what changes meanwhile is built next time.
    const before = hash();
    const finished = await runCaptured(context, ...turbo(context, step.turbo));
    if (finished.code !== 0) return finished;
    stamp(root, name, before);
    mark(`built: ${step.label}`);
    return finished;
  });
}

async function ensureStep(context, name) {
  const { code, output } = await runStep(context, name);
  if (code !== 0) throw new SetupError(`${output.trimEnd()}\nThis could not be built: ${STEPS[name].label}.`, code);
}

/** Makes the generated sources that type checks and the product need. */
export const ensureGenerated = (context) => ensureStep(context, "generate");

/** Builds the Console when its sources have changed. */
export const ensureConsole = (context) => ensureStep(context, "console");

/** Builds the desktop application when its sources have changed; it takes seconds and needs no Electron program. */
export const ensureDesk = (context) => ensureStep(context, "desk");

/** The same for a test run: a failure is an answer, not an end. */
export const tryConsole = (context) => runStep(context, "console");
export const tryDesk = (context) => runStep(context, "desk");
