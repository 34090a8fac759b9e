import { type Load, load } from "../lib/load.ts";
import type { Era, Target } from "../lib/mcp-session.ts";
import { callEcho, openSession } from "../lib/mcp-session.ts";
import type { ScratchCore } from "../lib/scratch-core.ts";

export interface PairFigure {
  client: Era;
  server: Era;
  load: Load;
}

/** Calls of clients of either era to the echo server, held to either era: what it costs to translate. */
export async function measurePairs(
  core: ScratchCore,
  target: Target,
  echoPort: number,
  seconds: number,
): Promise<PairFigure[]> {
  const figures: PairFigure[] = [];
  for (const server of ["legacy", "modern"] as const) {
    const serverId = `echo-${server}`;
    const launch = { transport: "http", url: `http://127.0.0.1:${echoPort}/mcp` };
    await core.api("servers.add", { serverId, launch, settings: { era: server } });
    await core.api("permissions.set", { principalId: "bench-agent", serverId, enabled: true });
    // Core may have given memory back in between, and compiled code with it.
    const to = { ...target, tool: `${serverId}__echo`, warmFor: new Set<Era>() };
    for (const client of ["legacy", "modern"] as const) {
      const loads = await load([to], { era: client, connections: 32, seconds, rounds: 1 });
      figures.push({ client, server, load: loads.get(to.name) as Load });
    }
    await core.api("servers.remove", { serverId });
  }
  return figures;
}

const PRINCIPALS = 5;

/**
 * Milliseconds in which so many calls at the same moment, all with the id 0, each get their own answer. Throws otherwise.
 * Several principals make them: one of them may have 256 under way.
 */
export async function measureEqualIds(core: ScratchCore, target: Target, calls: number): Promise<number> {
  const targets: Target[] = [];
  for (let i = 0; i < PRINCIPALS; i++) {
    const principalId = `equal-${i}`;
    await core.api("principals.add", { principalId, kind: "agent" });
    await core.api("permissions.set", { principalId, serverId: "bench", enabled: true });
    const { token } = await core.api<{ token: string }>("tokens.create", { principalId });
    targets.push({ ...target, headers: [`authorization: Bearer ${token}`] });
  }
  const open = await Promise.all(
    Array.from({ length: calls }, async (_, i) => {
      const own = targets[i % PRINCIPALS] ?? target;
      return { own, connection: await openSession(own, "modern") };
    }),
  );
  const startedAt = performance.now();
  await Promise.all(open.map(({ own, connection }, i) => callEcho(connection, own, "modern", 0, `own ${i}`)));
  const elapsed = performance.now() - startedAt;
  for (const { connection } of open) connection.close();
  return elapsed;
}
