import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { applyMigrations, MigrationError } from "@peta/db";
import {
  acquireInstanceLock,
  EmbeddedDatabaseError,
  EmbeddedDatabaseInUseError,
  startEmbeddedPostgres,
} from "@peta/db/embedded";
import { checkPort } from "./adapters/check-port.ts";
import { systemClock } from "./adapters/clock.ts";
import { startGivingBack } from "./adapters/give-back.ts";
import { createLog, openLogDestination } from "./adapters/log.ts";
import { compose } from "./compose.ts";
import { type Config, isLoopback, loadEnvironment, readConfig, readEnvFile } from "./config.ts";
import { commandLineVariables } from "./config/command-line-variables.ts";
import { ConfigError } from "./config/config-error.ts";
import { type DemoAccess, setUpDemo } from "./demo/set-up-demo.ts";
import { demoBanner, readyBanner } from "./demo/start-banner.ts";
import { CoreError } from "./errors.ts";

// V8 moves what survived often to where it looks seldom, and makes the next of its kind there at once. For the objects of
// a call that is wrong: a few of them, dead in that place, keep everything else of their calls alive, and a minor
// collection takes 20 ms instead of 3 (docs/adr/0024). Only a hint to the engine: nothing depends on it.
setFlagsFromString("--no-allocation-site-pretenuring");

/** After this long, what does not want to end is left behind. */
const STOP_WITHIN_MS = 15_000;
/** The system may tell a whole service to stop: Core and the script that started it, which passes it on. */
const SAME_SIGNAL_MS = 500;
const root = path.resolve(import.meta.dirname, "../../..");

const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8")) as {
  version: string;
};

/** env → config → compose → start. */
async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      demo: { type: "boolean", default: false },
      dev: { type: "boolean", default: false },
      "backend-only": { type: "boolean", default: false },
    },
  });
  const config = readConfig(loadEnvironment(root), root, process.stdout.isTTY);
  if (flags.demo && !isLoopback(config.host)) {
    throw new CoreError(
      "input.invalid",
      "--demo shows passwords and tokens in the log, so it runs on a loopback address only. Leave PETA_HOST away.",
    );
  }
  const log = createLog(config.log, await openLogDestination(config.log));
  for (const warning of config.warnings) log.warn({}, warning);
  const cleanups: (() => void | Promise<void>)[] = [];
  const cleanUp = async (): Promise<void> => {
    for (const step of cleanups.reverse()) await step();
  };
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
    const lock = acquireInstanceLock(config.dataDir);
    cleanups.push(() => lock.release());
    await checkPort(config);
    const databaseUrl = config.secrets.databaseUrl ?? (await startDatabase(config, cleanups));
    await applyMigrations(databaseUrl, (line) => log.info({}, line));
    const core = await compose({
      config,
      databaseUrl,
      log,
      version,
      database: config.secrets.databaseUrl === null ? "embedded" : "external",
      consoleDirectory: flags["backend-only"] ? null : path.join(root, "apps/console"),
      isDevelopment: flags.dev,
    });
    cleanups.push(() => core.stop());
    stopOnSignals(cleanUp, log);
    const url = await core.listen();
    const demo: DemoAccess | null = flags.demo
      ? await setUpDemo(
          { ...core.modules, findOwner: core.findOwner },
          core.setupToken?.value ?? null,
          import.meta.dirname,
        )
      : null;
    const readyInMs = Math.round(performance.now());
    log.info(
      { url, version, readyInMs, database: config.secrets.databaseUrl === null ? "embedded" : "external" },
      "Peta is ready",
    );
    cleanups.push(startGivingBack({ clock: systemClock, log }));
    process.stdout.write(
      readyBanner(url, demo ? null : core.setupToken, commandLineVariables(config, readEnvFile(root), root, url)),
    );
    if (demo) process.stdout.write(demoBanner(url, demo));
  } catch (error) {
    await cleanUp().catch(() => {});
    throw error;
  }

  async function startDatabase({ dataDir }: Config, steps: typeof cleanups): Promise<string> {
    const postgres = await startEmbeddedPostgres({ dataDir, log: (line) => log.debug({ from: "postgres" }, line) });
    let isStopping = false;
    steps.push(() => {
      isStopping = true;
      return postgres.stop();
    });
    void postgres.exited.then((code) => {
      if (!isStopping)
        log.error(
          { code },
          "the embedded PostgreSQL ended by itself; Core cannot store anything until it is started again",
        );
    });
    return postgres.url;
  }
}

function stopOnSignals(cleanUp: () => Promise<void>, log: ReturnType<typeof createLog>): void {
  let stoppingSince: number | null = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(130);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, "stopping: requests under way are finished first");
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    cleanUp().then(
      () => {
        log.info({}, "stopped");
        log.flush(() => process.exit(0));
      },
      (error: unknown) => {
        log.error({ err: error }, "stopping failed");
        log.flush(() => process.exit(1));
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
}

/** A sentence for whoever started Core; only what nobody foresaw comes with a stack. */
function explain(error: unknown): string {
  if (
    [ConfigError, CoreError, MigrationError, EmbeddedDatabaseError, EmbeddedDatabaseInUseError].some(
      (known) => error instanceof known,
    )
  ) {
    return (error as Error).message;
  }
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} on ${address} is taken by another program. Stop that one, or choose another port with BACKEND_PORT=${(port ?? 3002) + 1}.`;
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} may not be used by this account. Choose one above 1023 with BACKEND_PORT.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`\nPeta did not start.\n${explain(error)}\n`);
  process.exit(1);
});
