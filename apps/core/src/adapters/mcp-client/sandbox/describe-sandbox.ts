import type { SandboxReport, StdioLaunch } from "@peta/contract";

const OPEN = { files: "host", network: "host", processes: "host", limits: [] } as const;

/** What a program of this configuration may reach of this machine, if it were started now. */
export async function describeSandbox({ sandbox }: StdioLaunch): Promise<SandboxReport> {
  return {
    requested: sandbox ?? null,
    inForce: { ...OPEN, limits: [] },
    why: "No sandbox is asked for: the program may do what Core's own account may.",
  };
}
