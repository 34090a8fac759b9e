import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { isAlive, until } from "../fixtures/connect-kit.ts";

test.skipIf(process.platform === "win32")(
  "A51: when Core is killed, a server that ignores the end of its input ends all the same",
  async () => {
    const core = spawn(process.execPath, [path.join(import.meta.dirname, "../fixtures/core-to-kill.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: core.stdout });
    const [first] = (await once(lines, "line")) as [string];
    const pids = JSON.parse(first) as number[];
    expect(pids).toHaveLength(2);
    expect(pids.every(isAlive)).toBe(true);
    core.kill("SIGKILL");
    await once(core, "exit");
    await until(() => !pids.some(isAlive));
  },
);
