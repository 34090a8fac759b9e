import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { median } from "../lib/load.ts";
import { callEcho, openSession, type Target } from "../lib/mcp-session.ts";
import type { ScratchCore } from "../lib/scratch-core.ts";

const PROGRAM = path.resolve(import.meta.dirname, "../lib/stdio-echo.ts");

/** Milliseconds of `calls` calls, one after the other, to the program itself. */
async function timeDirect(calls: number): Promise<number[]> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const times: number[] = [];
  for (let id = 1; id <= calls; id++) {
    const startedAt = performance.now();
    const params = { name: "echo", arguments: { message: "m".repeat(64) } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params })}\n`);
    await lines.next();
    times.push(performance.now() - startedAt);
  }
  child.stdin.end();
  await once(child, "exit");
  return times;
}

/** Median milliseconds of a call to a child process: to the program itself, and through Core. */
export async function measureStdio(
  core: ScratchCore,
  target: Target,
  calls: number,
): Promise<{ directMs: number; coreMs: number }> {
  const launch = { transport: "stdio", command: process.execPath, args: [PROGRAM], env: {} };
  await core.api("servers.add", { serverId: "stdio", launch });
  await core.api("permissions.set", { principalId: "bench-agent", serverId: "stdio", enabled: true });
  const to = { ...target, tool: "stdio__echo" };
  const connection = await openSession(to, "legacy");
  const times: number[] = [];
  for (let id = 1; id <= calls; id++) {
    const startedAt = performance.now();
    await callEcho(connection, to, "legacy", id);
    times.push(performance.now() - startedAt);
  }
  connection.close();
  const direct = await timeDirect(calls);
  await core.api("servers.remove", { serverId: "stdio" });
  // The first half warms both up.
  return { directMs: median(direct.slice(calls / 2)), coreMs: median(times.slice(calls / 2)) };
}
