import { type Load, load } from "../lib/load.ts";
import type { Era, Target } from "../lib/mcp-session.ts";

export interface CallFigures {
  era: Era;
  connections: number;
  proxy: Load;
  core: Load;
}

/** Calls through the bare proxy and through Core, in turn, in both eras and with 32 and 128 connections. */
export async function measureCalls(
  proxy: Target,
  core: Target,
  seconds: number,
  say: (line: string) => void,
): Promise<CallFigures[]> {
  const figures: CallFigures[] = [];
  for (const era of ["legacy", "modern"] as const) {
    for (const connections of [32, 128]) {
      const loads = await load([proxy, core], { era, connections, seconds: seconds / 2, rounds: 7 });
      const [a, b] = [loads.get(proxy.name), loads.get(core.name)];
      if (!a || !b) throw new Error("a target was not measured");
      figures.push({ era, connections, proxy: a, core: b });
      say(
        `${era}, ${connections} connections: proxy ${Math.round(a.callsPerSecond)}/s, Core ${Math.round(b.callsPerSecond)}/s, CPU ${((b.cpuMicros ?? 0) / (a.cpuMicros ?? 1)).toFixed(2)}x`,
      );
    }
  }
  return figures;
}

/** Milliseconds that Core adds to a call's median when there is one connection, against the server itself. */
export async function measureAddedLatency(direct: Target, core: Target, seconds: number): Promise<number> {
  const loads = await load([direct, core], { era: "modern", connections: 1, seconds, rounds: 3 });
  return (loads.get(core.name)?.p50Ms ?? Number.NaN) - (loads.get(direct.name)?.p50Ms ?? Number.NaN);
}
