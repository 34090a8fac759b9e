import type { SandboxReport } from "@peta/contract";

export const fileWords = {
  isolated: "The system's programs read-only, a temporary directory of its own, and the named paths",
  host: "Everything that Core's own account may",
} as const;

export const networkWords = {
  none: "Nothing, not even this machine",
  allowed: "The hosts of its list",
  host: "Whatever Core's own account reaches",
} as const;

/** Whether what was asked for is what there is, for a badge. */
export function sandboxState({ requested, inForce }: Pick<SandboxReport, "requested" | "inForce">): {
  status: "online" | "offline" | "error";
  label: string;
} {
  if (inForce.files === "isolated") return { status: "online", label: "Sandbox in force" };
  if (requested === null) return { status: "offline", label: "No sandbox" };
  return { status: "error", label: "Sandbox not in force" };
}
