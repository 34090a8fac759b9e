import { existsSync } from "node:fs";
import path from "node:path";
import { runCaptured, runLive, pnpm } from "./run.mjs";
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
    label: "database client generated",
  },
  console: {
    inputs: ["apps/console", "packages/ui", "packages/contract", "packages/policy", "packages/config", ...LOCKS],
    result: "apps/console/out/index.html",
    turbo: ["build", "--filter=@peta/console"],
    label: "Console built",
  },
};

/** Runs turbo; it needs the package manager on its path, which `exec` provides. */
export const turbo = (context, args) =>
  pnpm(context, ["exec", "turbo", "run", ...args, "--output-logs=errors-only", "--log-order=grouped"]);

async function ensureStep(context, name, runner) {
  const { root, mark } = context;
  const step = STEPS[name];
  const isDone = () =>
    existsSync(path.join(root, step.result)) &&
    isStamped(root, name, hashInputs(root, step.inputs, [step.turbo.join()]));
  if (isDone()) return { code: 0, output: "" };
  return withSetupLock(root, mark, async () => {
    if (isDone()) return { code: 0, output: "" };
    // Taken before the work: what changes meanwhile is built next time.
    const hash = hashInputs(root, step.inputs, [step.turbo.join()]);
    const done = await runner(context, ...turbo(context, step.turbo));
    if (done.code !== 0) return done;
    stamp(root, name, hash);
    mark(step.label);
    return done;
  });
}

const live = async (...args) => ({ code: await runLive(...args), output: "" });

/** Makes the generated sources that type checks and the product need. */
export async function ensureGenerated(context) {
  const { code } = await ensureStep(context, "generate", live);
  if (code !== 0) throw new SetupError("The database client could not be generated; the reason stands above.", code);
}

/** Builds the Console when its sources have changed. */
export async function ensureConsole(context) {
  const { code } = await ensureStep(context, "console", live);
  if (code !== 0) throw new SetupError("The Console could not be built; the reason stands above.", code);
}

/** The same for a test run: a failure is an answer, not an end. */
export const tryConsole = (context) => ensureStep(context, "console", runCaptured);
