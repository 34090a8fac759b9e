import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createDatabase } from "../engine/databases.ts";
import { EmbeddedDatabaseInUseError, explainFileError } from "./errors.ts";
import { ensureCluster, ROLE } from "./init-cluster.ts";
import { acquireServerLock, type InstanceLock } from "./instance-lock.ts";
import { claimLayout, type Layout, prepareLayout } from "./layout.ts";
import { readRunning, removeRunning, type RunningServer, type ServerMode, writeRunning } from "./running-file.ts";
import { startServerProcess } from "./server-process.ts";

/** An embedded PostgreSQL that takes connections. */
export type EmbeddedPostgres = {
  /** Connection URL with the password: never to be logged. */
  url: string;
  /** Process number of PostgreSQL itself. */
  pid: number;
  port: number;
  /** True when `npm run db:start` runs it; `stop` then leaves it running. */
  isShared: boolean;
  /** Resolves when the server has ended, wanted or not; never for a shared one. */
  exited: Promise<number | null>;
  stop: () => Promise<void>;
};

export type EmbeddedOptions = {
  /** Data directory of the product; the database lives in `<dataDir>/postgres`. */
  dataDir: string;
  log?: (line: string) => void;
  /** `background`: keep the server for others too (`db:start`). Default `attached`. */
  mode?: ServerMode;
  /** Extra server settings as `name=value`. */
  settings?: readonly string[];
};

/** The name of the product's database on the embedded server. */
const DATABASE = "peta";

function connectionUrl(layout: Layout, port: number): string {
  const password = encodeURIComponent(readFileSync(layout.passwordFile, "utf8").trim());
  return `postgresql://${ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`;
}

/** Connection URL of a server that another process runs; holds the password. */
export function urlOfRunning(dataDir: string, running: RunningServer): string {
  return connectionUrl(prepareLayout(dataDir), running.port);
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== "3D000") throw error;
    await createDatabase(url, DATABASE);
  } finally {
    await client.end().catch(() => {});
  }
}

function useShared(layout: Layout, running: RunningServer): EmbeddedPostgres {
  return {
    url: connectionUrl(layout, running.port),
    pid: running.postgresPid,
    port: running.port,
    isShared: true,
    exited: new Promise(() => {}),
    stop: async () => {},
  };
}

/** Takes the lock, or finds the background server that holds it (waiting for one that is just starting). */
async function lockOrJoin(layout: Layout, options: EmbeddedOptions): Promise<InstanceLock | RunningServer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return acquireServerLock(layout.directory, options.dataDir);
    } catch (error) {
      if (!(error instanceof EmbeddedDatabaseInUseError)) throw error;
      const running = readRunning(layout.runningFile);
      if (running?.mode === "background" && options.mode !== "background") return running;
      if (running !== undefined || attempt >= 100) throw error;
    }
    await sleep(100);
  }
}

/**
 * Starts PostgreSQL on a data directory, creating the database on the first start, or joins the one that
 * `npm run db:start` keeps running. It stops with this process, in whatever way that ends.
 *
 * @throws EmbeddedDatabaseInUseError when another process has it for itself.
 * @throws EmbeddedDatabaseError for a full disk, damaged files and the like; its message says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log = () => {}, mode = "attached", settings = [] } = options;
  const startedAt = performance.now();
  let layout: Layout;
  try {
    layout = prepareLayout(options.dataDir);
  } catch (error) {
    throw explainFileError(error, options.dataDir);
  }
  const lock = await lockOrJoin(layout, options);
  if (!("release" in lock)) {
    log(`using the PostgreSQL of db:start (process ${lock.postgresPid}, port ${lock.port})`);
    return useShared(layout, lock);
  }
  try {
    claimLayout(layout);
    ensureCluster(layout.files, layout, layout.runAs);
    const server = await startServerProcess(layout, settings);
    const url = connectionUrl(layout, server.port);
    await ensureDatabase(url);
    const announced = { mode, postgresPid: server.pid, port: server.port, startedAt: new Date().toISOString() };
    writeRunning(layout.runningFile, announced);
    log(
      `PostgreSQL ${layout.files.version} ready on port ${server.port} in ${Math.round(performance.now() - startedAt)} ms`,
    );
    const stop = async (): Promise<void> => {
      await server.stop();
      removeRunning(layout.runningFile);
      lock.release();
    };
    return { url, pid: server.pid, port: server.port, isShared: false, exited: server.exited, stop };
  } catch (error) {
    lock.release();
    throw explainFileError(error, layout.clusterDirectory);
  }
}
