import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CSRF_HEADER } from "@peta/contract";
import { createTestDatabase } from "@peta/db/testing";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { createLog } from "../src/adapters/log.ts";
import { type Core, compose } from "../src/compose.ts";
import { readConfig } from "../src/config.ts";
import type { AppRouter } from "../src/surfaces/trpc/app-router.ts";

export const OWNER = { name: "Olga Owner", email: "olga@example.com", password: "correct horse battery" };
export const SETUP_TOKEN = "setup-token-of-the-tests";

export type Api = ReturnType<typeof createApi>;

/** The typed API as a program uses it: with an access token, or with nothing. */
export const createApi = (url: string, token?: string) =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })],
  });

/** The typed API as a browser page of the Console uses it: with a cookie and the header that forms cannot send. */
export const createBrowserApi = (
  url: string,
  cookie: string,
  headers: Record<string, string> = { [CSRF_HEADER]: "1" },
) => createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers: { ...headers, cookie } })] });

export interface TestCore {
  core: Core;
  url: string;
  databaseUrl: string;
  dataDir: string;
  /** Everything logged so far, as JSON lines. */
  logged: () => string;
  /** Sets up with OWNER and answers the owner's API and token. */
  setUp: () => Promise<{ api: Api; token: string }>;
  stop: () => Promise<void>;
}

/** The real Core on a database and a data directory of its own, on a free port. */
export async function createTestCore(environment: Record<string, string> = {}): Promise<TestCore> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), "peta-core-"));
  const lines: string[] = [];
  const config = readConfig(
    { PETA_DATA_DIR: dataDir, BACKEND_PORT: "0", PETA_SETUP_TOKEN: SETUP_TOKEN, ...environment },
    dataDir,
  );
  const core = await compose({
    config,
    databaseUrl: database.url,
    database: "embedded",
    log: createLog({ level: "trace" }, { write: (line: string) => void lines.push(line) }),
    version: "0.0.0-test",
    consoleDirectory: null,
  });
  const url = await core.listen();
  return {
    core,
    url,
    databaseUrl: database.url,
    dataDir,
    logged: () => lines.join(""),
    async setUp() {
      const { token } = await createApi(url).installation.setUp.mutate({
        setupToken: SETUP_TOKEN,
        ...OWNER,
        wantsToken: true,
      });
      if (token === undefined) throw new Error("set-up gave no token");
      return { api: createApi(url, token), token };
    },
    async stop() {
      await core.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The code of the catalogue that a refused call carries, or what else it threw. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "not refused";
  } catch (error) {
    if (error instanceof TRPCClientError) {
      const data = error.data as { peta?: { code: string } } | undefined;
      return data?.peta?.code ?? error.message;
    }
    throw error;
  }
}

/** Signs in as a browser does; answers the cookie's `name=value`. */
export async function signIn(url: string, email: string, password: string): Promise<string> {
  const response = await fetch(`${url}/trpc/consoleSessions.signIn`, {
    method: "POST",
    headers: { "content-type": "application/json", [CSRF_HEADER]: "1" },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
  return (response.headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "";
}
