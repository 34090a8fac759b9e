import type { Sandbox } from "@peta/contract";

export interface Limited {
  /** What stands before the program; none where there is nothing to limit. */
  arguments: string[];
  /** The limits that hold, in words. */
  words: string[];
  /** Why some that are asked for do not hold. */
  missing: string | null;
}

/**
 * The limits of a sandbox as arguments of prlimit. Memory is what a process may write to (RLIMIT_DATA): programs in Node
 * reserve far more addresses than they use, so that a limit of addresses would stop them at once.
 * @param countsProcesses inside of a sandbox its own processes are counted; outside, all those of Core's account would be,
 *   and for root the system counts none
 */
export function limitArguments(sandbox: Sandbox, prlimit: string | null, countsProcesses: boolean): Limited {
  const { memoryMb, cpuSeconds, maxProcesses } = sandbox;
  const limits: [flag: string, words: string][] = [
    ...(memoryMb === undefined
      ? []
      : [[`--data=${memoryMb * 1024 * 1024}`, `memory ${memoryMb} MiB a process`] as [string, string]]),
    ...(cpuSeconds === undefined
      ? []
      : [[`--cpu=${cpuSeconds}`, `processor time ${cpuSeconds} s a process`] as [string, string]]),
    ...(maxProcesses === undefined || !countsProcesses
      ? []
      : [[`--nproc=${maxProcesses}`, `${maxProcesses} processes and threads`] as [string, string]]),
  ];
  if (limits.length > 0 && prlimit === null)
    return {
      arguments: [],
      words: [],
      missing: "The limits of the sandbox need prlimit, which is not on Core's PATH: install util-linux.",
    };
  const missing =
    maxProcesses !== undefined && !countsProcesses
      ? "The number of its processes is not limited: that works in a sandbox, and where Core does not run as root."
      : null;
  if (limits.length === 0 || prlimit === null) return { arguments: [], words: [], missing };
  return {
    arguments: [prlimit, "--core=0", ...limits.map(([flag]) => flag), "--"],
    words: limits.map(([, words]) => words),
    missing,
  };
}
