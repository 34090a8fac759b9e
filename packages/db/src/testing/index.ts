import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findTestServerPlace, type TestServerPlace } from "./test-server-place.ts";

/** A database for one test file, with all migrations applied and nothing in it. */
export type TestDatabase = {
  url: string;
  /** Drops it, with whatever is still connected. A test process that dies drops it too. */
  drop(): Promise<void>;
};

const START_TIMEOUT_MS = 60_000;

function startServer(place: TestServerPlace): void {
  mkdirSync(place.directory, { recursive: true });
  const log = openSync(path.join(place.directory, "test-server.log"), "a", 0o600);
  const program = path.join(import.meta.dirname, "test-server.ts");
  const child = spawn(process.execPath, [program], { cwd: "/", stdio: ["ignore", log, log], detached: true });
  child.unref();
  closeSync(log);
}

/** The first line the server sends, or undefined when nobody listens or the server is just stopping. */
function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let received = "";
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString();
      if (received.includes("\n")) resolve(received.slice(0, received.indexOf("\n")));
    });
    socket.on("error", () => resolve(undefined));
    socket.on("close", () => resolve(undefined));
  });
}

function lastWords(place: TestServerPlace): string {
  try {
    return readFileSync(path.join(place.directory, "test-server.log"), "utf8").slice(-2000);
  } catch {
    return "(it wrote no log)";
  }
}

/**
 * A fresh database on the test server that all test processes of this checkout share. The first caller starts the
 * server (about a second); it stops by itself two seconds after the last database is dropped.
 *
 * @throws when the server does not start; the message ends with its log.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const place = await findTestServerPlace();
  const end = Date.now() + START_TIMEOUT_MS;
  for (let attempt = 0; Date.now() < end; attempt++) {
    const lease = createConnection(place.socket);
    const line = await firstLine(lease);
    if (line === undefined) {
      // One in twenty, in case the server we started found another one that was just stopping.
      if (attempt % 20 === 0) startServer(place);
      await sleep(100);
      continue;
    }
    const { url, error } = JSON.parse(line) as { url?: string; error?: string };
    if (url === undefined) throw new Error(`The test server could not create a database: ${error}`);
    lease.unref();
    const closed = new Promise<void>((resolve) => lease.once("close", () => resolve()));
    const drop = async (): Promise<void> => {
      lease.ref();
      lease.end();
      await closed;
    };
    return { url, drop };
  }
  throw new Error(`The test database server did not start within 60 s:\n${lastWords(place)}`);
}
