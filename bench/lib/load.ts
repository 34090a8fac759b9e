import { cpuSeconds } from "./process-figures.ts";
import { watchStrangers } from "./strangers.ts";
import { callEcho, type Era, openSession, type Target } from "./mcp-session.ts";

export interface Load {
  callsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time of the target's process per call; null without a process. */
  cpuMicros: number | null;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function loadOnce(target: Target, era: Era, connections: number, seconds: number): Promise<Load> {
  const open = await Promise.all(Array.from({ length: connections }, () => openSession(target, era)));
  const latencies: number[] = [];
  let id = 0;
  const cpuBefore = target.pid === null ? 0 : cpuSeconds(target.pid);
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  await Promise.all(
    open.map(async (connection) => {
      while (performance.now() < endAt) {
        const sentAt = performance.now();
        await callEcho(connection, target, era, ++id);
        latencies.push(performance.now() - sentAt);
      }
    }),
  );
  const elapsed = (performance.now() - startedAt) / 1000;
  const cpu = target.pid === null ? null : cpuSeconds(target.pid) - cpuBefore;
  for (const connection of open) connection.close();
  latencies.sort((a, b) => a - b);
  const at = (quantile: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(quantile * latencies.length))] ?? Number.NaN;
  return {
    callsPerSecond: latencies.length / elapsed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMicros: cpu === null ? null : (cpu / latencies.length) * 1e6,
  };
}

const medianLoad = (runs: readonly Load[]): Load => ({
  callsPerSecond: median(runs.map((run) => run.callsPerSecond)),
  p50Ms: median(runs.map((run) => run.p50Ms)),
  p99Ms: median(runs.map((run) => run.p99Ms)),
  cpuMicros: runs[0]?.cpuMicros === null ? null : median(runs.map((run) => run.cpuMicros ?? 0)),
});

/** Where others took more of the machine than this, a round says more about them: it is loaded again. */
const MAX_STRANGERS = 0.06;
const MAX_TRIES = 6;

/** A round that nobody disturbed or, on a machine that is never quiet, the one that was disturbed least. */
async function loadUndisturbed(target: Target, era: Era, connections: number, seconds: number): Promise<Load> {
  let best: { round: Load; strangers: number } | null = null;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const strangersSince = watchStrangers();
    const round = await loadOnce(target, era, connections, seconds);
    const strangers = strangersSince();
    if (best === null || strangers < best.strangers) best = { round, strangers };
    if (strangers <= MAX_STRANGERS) break;
  }
  if (best === null) throw new Error("nothing was loaded");
  return best.round;
}

/** Node compiles hot code in the background: before so many calls of an era a figure is about starting, not about running. */
const WARM_UP_CALLS = 30_000;

async function warmUp(target: Target, era: Era, connections: number): Promise<void> {
  const open = await Promise.all(Array.from({ length: connections }, () => openSession(target, era)));
  let id = 0;
  await Promise.all(
    open.map(async (connection) => {
      while (id < WARM_UP_CALLS) await callEcho(connection, target, era, ++id);
      connection.close();
    }),
  );
}

/**
 * Loads the targets in turn, round after round, so that the drift of a shared machine falls on all of them; answers the
 * median of each target's rounds. Throws on the first wrong answer.
 */
export async function load(
  targets: readonly Target[],
  options: { era: Era; connections: number; seconds: number; rounds: number },
): Promise<Map<string, Load>> {
  const { era, connections, seconds, rounds } = options;
  const runs = new Map<string, Load[]>(targets.map((target) => [target.name, []]));
  for (const target of targets) {
    const warm = (target.warmFor ??= new Set());
    if (warm.has(era)) continue;
    await warmUp(target, era, Math.max(connections, 32));
    warm.add(era);
  }
  for (let round = 0; round < rounds; round++) {
    for (const target of targets) runs.get(target.name)?.push(await loadUndisturbed(target, era, connections, seconds));
  }
  return new Map([...runs].map(([name, of]) => [name, medianLoad(of)]));
}
