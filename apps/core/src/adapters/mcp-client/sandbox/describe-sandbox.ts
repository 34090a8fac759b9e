import type { SandboxReport, StdioLaunch } from "@peta/contract";
import { limitArguments } from "./sandbox-limits.ts";
import type { SandboxTools } from "./sandbox-tools.ts";

const OPEN = { files: "host", network: "host", processes: "host" } as const;

/** What a program of this configuration may reach of this machine, if it were started now. */
export async function describeSandbox(
  { sandbox }: StdioLaunch,
  tools: () => Promise<SandboxTools>,
): Promise<SandboxReport> {
  if (!sandbox)
    return {
      requested: null,
      inForce: { ...OPEN, limits: [] },
      why: "No sandbox is asked for: the program may do what Core's own account may.",
    };
  const { bubblewrap, whyNot, prlimit, countsProcesses } = await tools();
  const { words, missing } = limitArguments(sandbox, prlimit, countsProcesses);
  const also = missing === null ? "" : ` ${missing}`;
  if (!bubblewrap)
    return {
      requested: sandbox,
      inForce: { ...OPEN, limits: words },
      why: sandbox.required
        ? `It is not started: its sandbox is required. ${whyNot}${also}`
        : `It runs without a sandbox. ${whyNot}${also}`,
    };
  const network = {
    none: "It reaches no network.",
    allowed: `It reaches ${sandbox.allowedHosts.join(", ") || "no host"}, through a proxy of Core's.`,
    host: "It reaches the network as Core's own account does.",
  }[sandbox.network];
  return {
    requested: sandbox,
    inForce: { files: "isolated", network: sandbox.network, processes: "isolated", limits: words },
    why: `bubblewrap keeps it apart. ${network}${also}${missing !== null && sandbox.required ? " It is not started." : ""}`,
  };
}
