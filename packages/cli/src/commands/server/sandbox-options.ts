import type { LaunchInput } from "@peta/contract";
import { type Command, Option } from "commander";
import { CliError } from "../../errors.ts";
import { collect, parseCount } from "../../parse.ts";

type SandboxInput = NonNullable<Extract<LaunchInput, { transport: "stdio" }>["sandbox"]>;

export interface SandboxOptions {
  sandbox?: "required" | "preferred";
  sandboxNetwork?: "none" | "allowed" | "host";
  sandboxHost: string[];
  sandboxRead: string[];
  sandboxWrite: string[];
  sandboxMemory?: number;
  sandboxCpu?: number;
  sandboxProcesses?: number;
}

/** What a stdio server's program may reach of the machine. */
export const withSandboxOptions = (command: Command): Command =>
  command
    .addOption(
      new Option("--sandbox <how>", "keep a stdio server's program apart from the machine").choices([
        "required",
        "preferred",
      ]),
    )
    .addOption(
      new Option("--sandbox-network <which>", "what it reaches (default: none)").choices(["none", "allowed", "host"]),
    )
    .option(
      "--sandbox-host <host>",
      "a host that it may reach: api.example.com, *.example.com; repeat for more",
      collect,
      [],
    )
    .option("--sandbox-read <path>", "a directory or file that it may read; repeat for more", collect, [])
    .option("--sandbox-write <path>", "a directory or file that it may change; repeat for more", collect, [])
    .option("--sandbox-memory <MiB>", "memory of each of its processes", parseCount)
    .option("--sandbox-cpu <seconds>", "processor time of each of its processes", parseCount)
    .option("--sandbox-processes <number>", "processes and threads at a time", parseCount);

/** The sandbox that the options describe, or undefined when they describe none. Throws cli.usage. */
export function readSandbox(options: SandboxOptions): SandboxInput | undefined {
  const {
    sandbox,
    sandboxNetwork,
    sandboxHost,
    sandboxRead,
    sandboxWrite,
    sandboxMemory,
    sandboxCpu,
    sandboxProcesses,
  } = options;
  const details: Partial<SandboxInput> = {
    ...(sandboxHost.length > 0 && { network: "allowed", allowedHosts: sandboxHost }),
    ...(sandboxNetwork && { network: sandboxNetwork }),
    ...(sandboxRead.length > 0 && { readablePaths: sandboxRead }),
    ...(sandboxWrite.length > 0 && { writablePaths: sandboxWrite }),
    ...(sandboxMemory !== undefined && { memoryMb: sandboxMemory }),
    ...(sandboxCpu !== undefined && { cpuSeconds: sandboxCpu }),
    ...(sandboxProcesses !== undefined && { maxProcesses: sandboxProcesses }),
  };
  if (sandbox !== undefined) return { required: sandbox === "required", ...details };
  if (Object.keys(details).length > 0)
    throw new CliError("cli.usage", "The --sandbox-* options go with --sandbox required or --sandbox preferred.");
  return undefined;
}
