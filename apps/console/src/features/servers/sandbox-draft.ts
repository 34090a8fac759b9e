import type { Sandbox } from "@peta/contract";

/** A sandbox as it is typed: one path or host a line, "" for no limit. */
export interface SandboxDraft {
  required: boolean;
  network: Sandbox["network"];
  allowedHosts: string;
  readablePaths: string;
  writablePaths: string;
  memoryMb: string;
  cpuSeconds: string;
  maxProcesses: string;
}

export const strictSandbox: SandboxDraft = {
  required: true,
  network: "none",
  allowedHosts: "",
  readablePaths: "",
  writablePaths: "",
  memoryMb: "",
  cpuSeconds: "",
  maxProcesses: "",
};

export function draftOfSandbox(sandbox: Sandbox): SandboxDraft {
  const number = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    required: sandbox.required,
    network: sandbox.network,
    allowedHosts: sandbox.allowedHosts.join("\n"),
    readablePaths: sandbox.readablePaths.join("\n"),
    writablePaths: sandbox.writablePaths.join("\n"),
    memoryMb: number(sandbox.memoryMb),
    cpuSeconds: number(sandbox.cpuSeconds),
    maxProcesses: number(sandbox.maxProcesses),
  };
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What Core is sent. Hosts that no list asks for are left out; a limit that is no number is refused by the contract. */
export function toSandbox(draft: SandboxDraft): Sandbox {
  const limit = (name: "memoryMb" | "cpuSeconds" | "maxProcesses") =>
    draft[name].trim() === "" ? {} : { [name]: Number(draft[name]) };
  return {
    required: draft.required,
    network: draft.network,
    allowedHosts: draft.network === "allowed" ? linesOf(draft.allowedHosts) : [],
    readablePaths: linesOf(draft.readablePaths),
    writablePaths: linesOf(draft.writablePaths),
    ...limit("memoryMb"),
    ...limit("cpuSeconds"),
    ...limit("maxProcesses"),
  };
}
