/**
 * `npm run bench`: the figures of docs/performance.md, as ratios of one run.
 * `--quick` loads for a second per round, to see whether the bench still works; it writes nothing.
 * `--soak` loads Core for ten minutes (`--seconds`) instead, and draws docs/images/soak.svg.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { untilQuiet } from "./lib/until-quiet.ts";
import type { Target } from "./lib/mcp-session.ts";
import { residentMiB } from "./lib/process-figures.ts";
import { type Row, toMarkdown } from "./lib/report.ts";
import { governEcho, newDataDir, removeDataDir, startCore } from "./lib/scratch-core.ts";
import { startServer } from "./lib/start-process.ts";
import { measureAddedLatency, measureCalls } from "./scenarios/calls.ts";
import { measureEffect } from "./scenarios/effect.ts";
import { measureList } from "./scenarios/lists.ts";
import { measureLarge } from "./scenarios/large.ts";
import { measureSessionMemory, SESSIONS } from "./scenarios/memory.ts";
import { measureEqualIds, measurePairs } from "./scenarios/pairs.ts";
import { measureStdio } from "./scenarios/stdio.ts";

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    soak: { type: "boolean", default: false },
    seconds: { type: "string", default: "600" },
  },
});
if (flags.soak) {
  const { soak } = await import("./soak.ts");
  process.exit(await soak(Number(flags.seconds)));
}
const seconds = flags.quick ? 1 : 4;
const here = import.meta.dirname;
const say = (line: string): void => console.log(`  ${line}`);
const cleanups: (() => unknown)[] = [];
const rows: Row[] = [];
const details: string[] = [];

const target = (name: string, port: number, tool: string, pid: number | null, headers: string[] = []): Target => ({
  name,
  url: `http://127.0.0.1:${port}/mcp`,
  tool,
  pid,
  headers,
});
const atMost = (what: string, value: number, bar: number, unit: string): void => {
  rows.push({ what, measured: `${value.toFixed(2)} ${unit}`, bar: `at most ${bar} ${unit}`, isMet: value <= bar });
};
const atLeast = (what: string, value: number, bar: number): void => {
  rows.push({ what, measured: `${value.toFixed(2)} x`, bar: `at least ${bar} x`, isMet: value >= bar });
};

try {
  const echo = await startServer(path.join(here, "lib/echo-server.ts"), 0, 1);
  cleanups.push(echo.stop);
  const proxy = await startServer(path.join(here, "lib/reverse-proxy.ts"), 0, echo.port);
  cleanups.push(proxy.stop);
  const dataDir = newDataDir();
  cleanups.push(() => removeDataDir(dataDir));
  const sessions = { PETA_MAX_SESSIONS_PER_PRINCIPAL: String(SESSIONS + 1_000) };
  const cold = await startCore(dataDir, sessions);
  const { token } = cold;
  const agentToken = await governEcho(cold, echo.port);
  await cold.stop();
  const core = await startCore(dataDir, sessions, token);
  cleanups.push(() => core.stop());
  rows.push({
    what: "start to ready, warm data directory",
    measured: `${(core.readyMs / 1000).toFixed(2)} s`,
    bar: "at most 5 s",
    isMet: core.readyMs <= 5_000,
  });
  const atReady = residentMiB(core.pid);
  await untilQuiet();
  const idle = residentMiB(core.pid);
  rows.push({
    what: "memory of Core, idle",
    measured: `${Math.round(idle)} MiB`,
    bar: "at most 150 MiB",
    isMet: idle <= 150,
  });
  const corePort = Number(new URL(core.url).port);
  const bearer = [`authorization: Bearer ${agentToken}`];
  const throughCore = target("core", corePort, "bench__echo", core.pid, bearer);
  const throughProxy = target("proxy", proxy.port, "echo", proxy.pid);

  for (const figure of await measureCalls(throughProxy, throughCore, seconds, say)) {
    const name = `${figure.era}, ${figure.connections} connections`;
    const throughput = figure.core.callsPerSecond / figure.proxy.callsPerSecond;
    if (figure.connections === 32) {
      atMost(
        `CPU per governed call against the proxy, ${name}`,
        (figure.core.cpuMicros ?? 0) / (figure.proxy.cpuMicros ?? 1),
        1.2,
        "x",
      );
      atMost(`p99 against the proxy, ${name}`, figure.core.p99Ms / figure.proxy.p99Ms, 2, "x");
    }
    atLeast(`throughput against the proxy, ${name}`, throughput, figure.connections === 32 ? 0.7 : 1);
    details.push(
      `${name}: Core ${Math.round(figure.core.callsPerSecond)} calls/s, ${Math.round(figure.core.cpuMicros ?? 0)} µs CPU, p50 ${figure.core.p50Ms.toFixed(1)} ms, p99 ${figure.core.p99Ms.toFixed(1)} ms; ` +
        `proxy ${Math.round(figure.proxy.callsPerSecond)} calls/s, ${Math.round(figure.proxy.cpuMicros ?? 0)} µs, p50 ${figure.proxy.p50Ms.toFixed(1)} ms, p99 ${figure.proxy.p99Ms.toFixed(1)} ms`,
    );
  }
  const loaded = residentMiB(core.pid);
  await untilQuiet();
  details.push(
    `memory: ${Math.round(atReady)} MiB at ready, ${Math.round(idle)} idle, ${Math.round(loaded)} at the end of the load above, ${Math.round(residentMiB(core.pid))} 45 s later`,
  );
  const direct = target("direct", echo.port, "echo", echo.pid);
  atMost(
    "added median latency, 1 connection, durable audit",
    await measureAddedLatency(direct, throughCore, seconds),
    1.2,
    "ms",
  );
  const { switchMs, revokeMs } = await measureEffect(core, throughCore);
  atMost("switch thrown to call refused, live session", switchMs / 1000, 1, "s");
  atMost("token revoked to call refused, live session", revokeMs / 1000, 1, "s");

  const stdio = await measureStdio(core, throughCore, flags.quick ? 200 : 2_000);
  atMost("added median latency, server over stdio, durable audit", stdio.coreMs - stdio.directMs, 1.2, "ms");
  for (const { client, server, load } of await measurePairs(core, throughCore, echo.port, seconds))
    details.push(
      `${client} client, ${server} server, 32 connections: ${Math.round(load.callsPerSecond)} calls/s, ${Math.round(load.cpuMicros ?? 0)} µs CPU, p50 ${load.p50Ms.toFixed(1)} ms`,
    );
  details.push(
    `1,000 calls at the same moment with the id 0: each its own answer, all within ${Math.round(await measureEqualIds(core, throughCore, 1000))} ms`,
  );
  for (const { megabytes, transport, outcome, ms, firstByteMs, grownMiB } of await measureLarge(core, throughCore)) {
    if (megabytes === 100)
      atMost(`growth of Core while it passes on 100 MB, server over ${transport}`, grownMiB, 32, "MiB");
    details.push(
      `a resource of ${megabytes} MB, server over ${transport}: ${outcome}; first byte after ${Math.round(firstByteMs)} ms, whole after ${Math.round(ms)} ms, Core grew by ${Math.round(grownMiB)} MiB meanwhile`,
    );
  }

  const big = await startServer(path.join(here, "lib/echo-server.ts"), 0, 1000);
  cleanups.push(big.stop);
  await core.api("servers.add", {
    serverId: "big",
    launch: { transport: "http", url: `http://127.0.0.1:${big.port}/mcp` },
  });
  await core.api("permissions.set", { principalId: "bench-agent", serverId: "big", enabled: true });
  await core.api("permissions.set", { principalId: "bench-agent", serverId: "bench", enabled: false });
  atMost("tools/list of 1,000 tools from the catalogue", await measureList(throughCore, 1000), 3, "ms");

  const batchedDir = newDataDir();
  cleanups.push(() => removeDataDir(batchedDir));
  const batched = await startCore(batchedDir, { PETA_AUDIT_DURABILITY: "batched", ...sessions });
  cleanups.push(() => batched.stop());
  const batchedToken = await governEcho(batched, echo.port);
  const throughBatched = target("batched", Number(new URL(batched.url).port), "bench__echo", batched.pid, [
    `authorization: Bearer ${batchedToken}`,
  ]);
  atMost(
    "added median latency, 1 connection, batched audit",
    await measureAddedLatency(direct, throughBatched, seconds),
    0.4,
    "ms",
  );
  // In a process that has done little yet: later, sessions would fill room that the load before them has left.
  atMost(
    `memory per idle legacy session, ${SESSIONS.toLocaleString("en")} of them`,
    await measureSessionMemory(throughBatched),
    30,
    "KiB",
  );

  for (const script of ["packages/policy/bench/decide.bench.ts", "bench/audit-write.ts"]) {
    const output = execFileSync(process.execPath, [path.resolve(here, "..", script)], {
      encoding: "utf8",
      timeout: 120_000,
    });
    details.push(
      ...output
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((line) => `\`${script}\`: ${line.trim()}`),
    );
  }
  const markdown = toMarkdown(rows, details);
  console.log(`\n${markdown}`);
  if (!flags.quick) writeFileSync(path.resolve(here, "../docs/performance.md"), markdown);
} finally {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
}
