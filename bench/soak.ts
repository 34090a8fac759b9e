import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drawSeries } from "./lib/draw-series.ts";
import { callEcho, type Era, openSession, type Target } from "./lib/mcp-session.ts";
import { descendants, descriptors, residentMiB } from "./lib/process-figures.ts";
import { governEcho, newDataDir, removeDataDir, startCore } from "./lib/scratch-core.ts";
import { untilQuiet } from "./lib/until-quiet.ts";
import { startServer } from "./lib/start-process.ts";

const here = import.meta.dirname;
const CONNECTIONS = 16;
const CALLS_PER_CONNECTION = 200;
const RESTART_EVERY_S = 10;

interface Sample {
  second: number;
  rss: number;
  fds: number;
  children: number;
}

/**
 * Loads Core for so many seconds: clients of both eras come, call servers over HTTP and stdio, and leave without a word, while
 * the stdio server is restarted again and again. Samples Core's memory, descriptors and processes every second, draws them, and
 * resolves with the exit code: 1 when processes or descriptors are more after the load than before it.
 */
export async function soak(seconds: number): Promise<number> {
  const echo = await startServer(path.join(here, "lib/echo-server.ts"), 0, 1);
  const dataDir = newDataDir();
  const core = await startCore(dataDir, { PETA_MAX_SESSIONS_PER_PRINCIPAL: "100000" });
  try {
    const token = await governEcho(core, echo.port);
    const args = [path.join(here, "lib/stdio-echo.ts")];
    await core.api("servers.add", {
      serverId: "stdio",
      launch: { transport: "stdio", command: process.execPath, args, env: {} },
    });
    await core.api("permissions.set", { principalId: "bench-agent", serverId: "stdio", enabled: true });
    const to = (tool: string): Target => ({
      name: "core",
      url: `${core.url}/mcp`,
      tool,
      pid: core.pid,
      headers: [`authorization: Bearer ${token}`],
    });
    const samples: Sample[] = [];
    const startedAt = performance.now();
    const elapsed = (): number => (performance.now() - startedAt) / 1000;
    const sample = (): void =>
      void samples.push({
        second: elapsed(),
        rss: residentMiB(core.pid),
        fds: descriptors(core.pid),
        children: descendants(core.pid).length,
      });
    // Both servers are up before the first sample.
    await visit(to("bench__echo"), "legacy", 1);
    await visit(to("stdio__echo"), "legacy", 1);
    await sleep(1_000);
    sample();
    const sampling = setInterval(sample, 1_000);
    let calls = 0;
    let lost = 0;
    const visitors = Array.from({ length: CONNECTIONS }, async (_, i) => {
      while (elapsed() < seconds) {
        const target = to(i % 4 === 0 ? "stdio__echo" : "bench__echo");
        try {
          // Added after the wait: others have counted meanwhile.
          const made = await visit(target, i % 2 === 0 ? "legacy" : "modern", CALLS_PER_CONNECTION);
          calls += made;
        } catch (error) {
          // A call that was under way when its server was restarted ends, once. Any other failure is a finding.
          if (target.tool !== "stdio__echo") throw error;
          lost++;
          await sleep(20);
        }
      }
    });
    const restarts = (async () => {
      while (elapsed() + RESTART_EVERY_S < seconds) {
        await sleep(RESTART_EVERY_S * 1000);
        await core.api("servers.restart", { serverId: "stdio" });
      }
    })();
    await Promise.all([...visitors, restarts]);
    await untilQuiet();
    clearInterval(sampling);
    sample();
    const title = `Soak of ${seconds} s: ${calls.toLocaleString("en")} calls, ${lost} ended by restarts of their server`;
    const picture = drawSeries(
      title,
      samples.map(({ second }) => second),
      [
        { title: "Resident memory of Core", unit: "MiB", values: samples.map(({ rss }) => rss) },
        { title: "Open descriptors", unit: "", values: samples.map(({ fds }) => fds) },
        {
          title: "Processes below Core (its database's among them)",
          unit: "",
          values: samples.map((one) => one.children),
        },
      ],
    );
    writeFileSync(path.resolve(here, "../docs/images/soak.svg"), picture);
    const [before, after] = [samples[0], samples.at(-1)];
    console.log(title);
    console.log(`before ${JSON.stringify(before)}\nafter  ${JSON.stringify(after)}`);
    const isSound = before && after && after.children <= before.children + 8 && after.fds <= before.fds + 24;
    return isSound ? 0 : 1;
  } finally {
    await core.stop();
    await echo.stop();
    removeDataDir(dataDir);
  }
}

/** One client: comes, makes its calls, and goes without ending its session. Answers how many calls it made. */
async function visit(target: Target, era: Era, calls: number): Promise<number> {
  const connection = await openSession(target, era);
  try {
    for (let id = 1; id <= calls; id++) await callEcho(connection, target, era, id);
    return calls;
  } finally {
    connection.close();
  }
}
