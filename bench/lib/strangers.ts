import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { descendants, ticks } from "./process-figures.ts";

/** CPU time of all processes and, on a virtual machine, what others of its host took from it; in seconds. */
function machineSeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)
    .join()
    .split(/ +/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq + steal) / 100;
}

const ownSeconds = (): number =>
  [process.pid, ...descendants(process.pid)].reduce((sum, pid) => sum + ticks(pid) / 100, 0);

/** Answers, when it is called, which share of the machine (0 to 1) others than this process and those below it took meanwhile. */
export function watchStrangers(): () => number {
  const before = { at: performance.now(), strange: machineSeconds() - ownSeconds() };
  return () => {
    const seconds = (performance.now() - before.at) / 1000;
    return (machineSeconds() - ownSeconds() - before.strange) / (seconds * availableParallelism());
  };
}
