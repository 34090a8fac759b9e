import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NODE, plainEnvironment, ROOT, runProcess } from "./run-process.ts";

export const OWNER = { name: "Olga Owner", email: "olga@example.com", password: "correct horse battery staple" };

/** Core's typed API by its wire: a GET asks, a POST changes. Rejects with the public sentence of a refusal. */
export interface Api {
  query<Answer>(procedure: string, input?: unknown): Promise<Answer>;
  mutate<Answer>(procedure: string, input?: unknown): Promise<Answer>;
}

export interface RunningCore {
  url: string;
  /** As Core printed it at its start: `<url>/setup#token=…`. */
  setupLink: string;
  dataDir: string;
  /** A directory that is removed with Core, for whatever a test needs. */
  scratch: string;
  log: () => string;
  api: (token: string) => Api;
  /** Creates OWNER by the API; answers the token of the command line. */
  setUp: () => Promise<string>;
  /** Core ends, its data stays: for `start`. */
  halt: () => Promise<void>;
  /** `kill -9`: Core has no time to say goodbye. */
  kill: () => Promise<void>;
  /** On the same data and the same port. */
  start: () => Promise<void>;
  /** Core ends and leaves nothing behind. */
  stop: () => Promise<void>;
}

/** Names a data directory of a Core that has started once; to make a database takes longer than to copy one. */
export const PREPARED = "PETA_E2E_PREPARED";

/** The real Core as `npm start` runs it, with its own PostgreSQL, on a scratch data directory and a free port. */
export async function startCore(environment: Record<string, string> = {}): Promise<RunningCore> {
  const home = mkdtempSync(path.join(tmpdir(), "peta-e2e-"));
  // Where we are root, a database in a directory that is closed to others is kept outside of it, and not copied with it.
  chmodSync(home, 0o711);
  const dataDir = path.join(home, "data");
  const scratch = path.join(home, "scratch");
  mkdirSync(scratch);
  const prepared = process.env[PREPARED];
  // PostgreSQL's files belong to an account of its own where we are root, which a copy by Node forgets.
  if (prepared !== undefined) execFileSync("cp", ["-a", prepared, dataDir]);
  const run = (port: string) =>
    runProcess(NODE, [path.join(ROOT, "apps/core/src/main.ts")], {
      ...plainEnvironment(home),
      PETA_DATA_DIR: dataDir,
      BACKEND_PORT: port,
      LOG_PRETTY: "false",
      ...environment,
    });
  let core = run("0");
  try {
    const [, url = ""] = await core.sees(/Peta is ready +(https?:\S+)/);
    const [setupLink] = await core.sees(/https?:\S+\/setup#token=\S+/);
    const api = (token: string): Api => createApi(url, token);
    return {
      url,
      setupLink,
      dataDir,
      scratch,
      log: () => core.output(),
      api,
      async setUp() {
        const setupToken = setupLink.split("#token=")[1];
        const { token } = await createApi(url).mutate<{ token: string }>("installation.setUp", {
          setupToken,
          ...OWNER,
          wantsToken: true,
        });
        return token;
      },
      async halt() {
        await core.stop();
      },
      async kill() {
        const ended = new Promise((resolve) => core.child.once("exit", resolve));
        core.child.kill("SIGKILL");
        await ended;
      },
      async start() {
        core = run(new URL(url).port);
        await core.sees(/Peta is ready/);
      },
      async stop() {
        await core.stop();
        rmSync(home, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await core.stop();
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

function createApi(url: string, token?: string): Api {
  const headers = {
    "content-type": "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const ask = async <Answer>(procedure: string, request: Promise<Response>): Promise<Answer> => {
    const answer = (await (await request).json()) as { result?: { data: Answer }; error?: { message: string } };
    if (answer.result === undefined) throw new Error(`${procedure}: ${answer.error?.message}`);
    return answer.result.data;
  };
  return {
    query(procedure, input) {
      const search = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return ask(procedure, fetch(`${url}/trpc/${procedure}${search}`, { headers }));
    },
    mutate(procedure, input) {
      const body = input === undefined ? {} : { body: JSON.stringify(input) };
      return ask(procedure, fetch(`${url}/trpc/${procedure}`, { method: "POST", headers, ...body }));
    },
  };
}
