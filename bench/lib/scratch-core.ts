import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Started, startNode } from "./start-process.ts";

const SETUP_TOKEN = "bench-set-up-token";
const root = path.resolve(import.meta.dirname, "../..");
/** As `npm start` runs it. */
const program = ["--import", path.join(root, "scripts/types/register.mjs"), path.join(root, "apps/core/src/main.ts")];

export interface ScratchCore extends Started {
  url: string;
  dataDir: string;
  /** One procedure of the typed API, as the owner. */
  api<T>(procedure: string, input: object): Promise<T>;
}

async function call<T>(url: string, procedure: string, input: object, token?: string): Promise<T> {
  const response = await fetch(`${url}/trpc/${procedure}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(input),
  });
  const body = (await response.json()) as { result?: { data: T }; error?: object };
  if (body.result === undefined) throw new Error(`${procedure}: ${JSON.stringify(body.error)}`);
  return body.result.data;
}

export const newDataDir = (): string => mkdtempSync(path.join(tmpdir(), "peta-bench-"));
export const removeDataDir = (dataDir: string): void => rmSync(dataDir, { recursive: true, force: true });

/** The real Core with its embedded database on a scratch directory; set up on the first start of that directory. */
export async function startCore(
  dataDir: string,
  env: Record<string, string> = {},
  knownToken?: string,
): Promise<ScratchCore & { token: string }> {
  const started = await startNode([...program, "--backend-only"], /Peta is ready +(http:\S+)/, {
    PETA_DATA_DIR: dataDir,
    PETA_SETUP_TOKEN: SETUP_TOKEN,
    BACKEND_PORT: "0",
    LOG_LEVEL: "warn",
    LOG_PRETTY: "false",
    DATABASE_URL: "",
    ...env,
  });
  const url = started.match[1] ?? "";
  const owner = {
    setupToken: SETUP_TOKEN,
    name: "Bench",
    email: "bench@example.com",
    password: "bench bench bench",
    wantsToken: true,
  };
  const token = knownToken ?? (await call<{ token: string }>(url, "installation.setUp", owner)).token;
  return { ...started, url, dataDir, token, api: (procedure, input) => call(url, procedure, input, token) };
}

/** Fifty rules of which a few look at arguments, and an agent that may use the server. Answers the agent's token. */
export async function governEcho(core: ScratchCore, echoPort: number): Promise<string> {
  await core.api("servers.add", {
    serverId: "bench",
    launch: { transport: "http", url: `http://127.0.0.1:${echoPort}/mcp` },
  });
  // Both limits count, and are too high to be met.
  await core.api("network.setLimits", { principalRatePerMinute: 1_000_000, workspaceRatePerMinute: 1_000_000 });
  await core.api("principals.add", { principalId: "bench-agent", kind: "agent" });
  await core.api("permissions.set", { principalId: "bench-agent", serverId: "bench", enabled: true });
  const rules = Array.from({ length: 50 }, (_, i) => ({
    id: `rule-${i}`,
    priority: i,
    // Ten of them are about the tool that is called, and each has to look at the arguments to find that it does not hold.
    match: i % 5 === 0 ? { servers: ["bench"], capabilities: ["echo*"] } : { servers: [`other-${i}`] },
    when: i % 5 === 0 ? `args.message == "forbidden ${i}"` : "true",
    effect: "deny" as const,
  }));
  await core.api("policies.save", { version: 0, rules });
  return (await core.api<{ token: string }>("tokens.create", { principalId: "bench-agent" })).token;
}
