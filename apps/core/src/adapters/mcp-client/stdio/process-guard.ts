import { type ChildProcess, spawn } from "node:child_process";
import type { Log } from "../../../modules/log.ts";

/** Ends the servers' process groups when Core itself is killed and cannot (A51). */
export interface ProcessGuard {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

/**
 * Reads "+ pid" and "- pid" lines. Its input ends with Core, however Core ends: what is still listed then is ended.
 * The text is fixed and gets numbers only.
 */
const SCRIPT = `
pids=
trap '' INT TERM HUP
while read -r sign pid; do
  case $sign in
    +) pids="$pids $pid" ;;
    -) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
  esac
done
[ -n "$pids" ] || exit 0
for p in $pids; do kill -s TERM -- "-$p" 2>/dev/null; done
sleep 2
for p in $pids; do kill -s KILL -- "-$p" 2>/dev/null; done
`;

/** The guard starts with the first process it watches. Without /bin/sh, servers still end when their input closes. */
export function createProcessGuard(log: Log): ProcessGuard {
  let shell: ChildProcess | null = null;
  let isUnavailable = process.platform === "win32";

  const start = (): ChildProcess | null => {
    if (shell || isUnavailable) return shell;
    const started = spawn("/bin/sh", ["-c", SCRIPT], {
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
      env: { PATH: "/usr/bin:/bin" },
    });
    const lose = (error?: unknown): void => {
      if (shell === started) shell = null;
      if (!error) return;
      isUnavailable = true;
      log.warn(
        { err: error },
        "no guard process: if Core is killed, servers that ignore the end of their input stay behind",
      );
    };
    started.on("error", lose);
    started.on("exit", () => lose());
    started.stdin?.on("error", () => {});
    started.unref();
    (started.stdin as unknown as { unref?: () => void }).unref?.();
    shell = started;
    return shell;
  };

  return {
    watch: (pid) => void start()?.stdin?.write(`+ ${pid}\n`),
    forget: (pid) => void shell?.stdin?.write(`- ${pid}\n`),
    close() {
      shell?.stdin?.end();
      shell = null;
    },
  };
}
