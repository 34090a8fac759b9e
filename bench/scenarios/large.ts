import http from "node:http";
import path from "node:path";
import { openSession, type Target } from "../lib/mcp-session.ts";
import { residentMiB } from "../lib/process-figures.ts";
import type { ScratchCore } from "../lib/scratch-core.ts";
import { startServer } from "../lib/start-process.ts";

export interface LargeFigure {
  megabytes: number;
  transport: "HTTP" | "stdio";
  /** Characters of the answer that came, or why none did. */
  outcome: string;
  ms: number;
  /** Until the first byte of the answer. */
  firstByteMs: number;
  /** What Core grew by at most while it was read. */
  grownMiB: number;
}

const PROGRAM = path.resolve(import.meta.dirname, "../lib/large-server.ts");

/** Reads resources of 1 MB and 100 MB through Core, from a server over HTTP and from one over stdio. */
export async function measureLarge(core: ScratchCore, target: Target): Promise<LargeFigure[]> {
  const server = await startServer(PROGRAM, 0);
  try {
    const figures: LargeFigure[] = [];
    for (const transport of ["HTTP", "stdio"] as const) {
      const serverId = `large-${transport.toLowerCase()}`;
      const launch =
        transport === "HTTP"
          ? { transport: "http", url: `http://127.0.0.1:${server.port}/mcp` }
          : { transport: "stdio", command: process.execPath, args: [PROGRAM, "stdio"] };
      await core.api("servers.add", { serverId, launch });
      await core.api("permissions.set", { principalId: "bench-agent", serverId, enabled: true });
      const session = await openSession(target, "legacy");
      const headers = headersOf([...target.headers, ...session.extraHeaders]);
      for (const megabytes of [1, 100])
        figures.push({ megabytes, transport, ...(await readLarge(core, target, headers, serverId, megabytes)) });
      session.close();
      await core.api("servers.remove", { serverId });
    }
    return figures;
  } finally {
    await server.stop();
  }
}

const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));

async function readLarge(
  core: ScratchCore,
  target: Target,
  headers: Record<string, string>,
  serverId: string,
  megabytes: number,
): Promise<Pick<LargeFigure, "outcome" | "ms" | "firstByteMs" | "grownMiB">> {
  const uri = `${serverId}::bench://${megabytes * 1_000_000}`;
  const before = residentMiB(core.pid);
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, residentMiB(core.pid))), 10);
  const startedAt = performance.now();
  const { length, head, isWhole, firstByteAt } = await post(target.url, headers, {
    jsonrpc: "2.0",
    id: megabytes,
    method: "resources/read",
    params: { uri },
  });
  const ms = performance.now() - startedAt;
  clearInterval(sampling);
  const outcome = isWhole && length > megabytes * 1_000_000 ? `${length} bytes` : head;
  return { outcome, ms, firstByteMs: firstByteAt - startedAt, grownMiB: peak - before };
}

/** Counts what comes and drops it: the load must not grow either. */
const post = (
  url: string,
  headers: Record<string, string>,
  message: object,
): Promise<{ length: number; head: string; isWhole: boolean; firstByteAt: number }> =>
  new Promise((resolve, reject) => {
    const request = http.request(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", accept: "application/json, text/event-stream" },
    });
    request.on("error", reject).on("response", (response) => {
      let length = 0;
      let head = "";
      let firstByteAt = 0;
      response.on("data", (chunk: Buffer) => {
        if (length === 0) firstByteAt = performance.now();
        if (head.length < 300) head += chunk.toString("latin1", 0, 300);
        length += chunk.length;
      });
      response.on("close", () => resolve({ length, head, isWhole: response.complete, firstByteAt }));
    });
    request.end(JSON.stringify(message));
  });
