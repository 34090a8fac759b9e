import path from "node:path";
import { openSession, type Target } from "../lib/mcp-session.ts";
import { residentMiB } from "../lib/process-figures.ts";
import type { ScratchCore } from "../lib/scratch-core.ts";
import { startServer } from "../lib/start-process.ts";

export interface LargeFigure {
  megabytes: number;
  /** Characters that came, or why none did. */
  outcome: string;
  ms: number;
  /** What Core grew by at most while it was read. */
  grownMiB: number;
}

/** Reads a resource of 1 MB and one of 100 MB through Core. */
export async function measureLarge(core: ScratchCore, target: Target): Promise<LargeFigure[]> {
  const server = await startServer(path.resolve(import.meta.dirname, "../lib/large-server.ts"), 0);
  try {
    const launch = { transport: "http", url: `http://127.0.0.1:${server.port}/mcp` };
    await core.api("servers.add", { serverId: "large", launch });
    await core.api("permissions.set", { principalId: "bench-agent", serverId: "large", enabled: true });
    const connection = await openSession(target, "legacy");
    const list = await connection.post({ jsonrpc: "2.0", id: 1, method: "resources/list", params: {} });
    const { resources } = (JSON.parse(list.body) as { result: { resources: { uri: string }[] } }).result;
    const figures: LargeFigure[] = [];
    for (const megabytes of [1, 100]) {
      const uri = resources.find((one) => one.uri.includes(`${megabytes}000000`))?.uri;
      const before = residentMiB(core.pid);
      let peak = before;
      const sampling = setInterval(() => (peak = Math.max(peak, residentMiB(core.pid))), 20);
      const startedAt = performance.now();
      const answer = await connection.post({
        jsonrpc: "2.0",
        id: megabytes,
        method: "resources/read",
        params: { uri },
      });
      const ms = performance.now() - startedAt;
      clearInterval(sampling);
      const { result, error } = JSON.parse(answer.body) as {
        result?: { contents: { text: string }[] };
        error?: { message: string };
      };
      const outcome = result ? `${result.contents[0]?.text.length} characters` : (error?.message ?? answer.body);
      figures.push({ megabytes, outcome, ms, grownMiB: peak - before });
    }
    connection.close();
    await core.api("servers.remove", { serverId: "large" });
    return figures;
  } finally {
    await server.stop();
  }
}
