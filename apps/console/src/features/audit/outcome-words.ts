import { type AuditOutcome, type AuditRow, canonicalName } from "@peta/contract";
import type { Decision, Effect } from "@peta/ui";

/** How the badge of each outcome is drawn; a cancelled call was allowed and then called off. */
export const outcomeBadges: Record<AuditOutcome, { decision: Decision; label: string }> = {
  allowed: { decision: "allowed", label: "Allowed" },
  held: { decision: "held", label: "Held" },
  denied: { decision: "denied", label: "Denied" },
  failed: { decision: "failed", label: "Failed" },
  cancelled: { decision: "expired", label: "Cancelled" },
};

export const outcomeOptions = (Object.keys(outcomeBadges) as AuditOutcome[]).map((value) => ({
  value,
  label: outcomeBadges[value].label,
}));

export const channelWords: Record<AuditRow["channel"], string> = {
  mcp: "MCP",
  public: "MCP without a sign-in",
  api: "API",
  console: "Console",
  desk: "Desk",
  cli: "CLI",
  socket: "Desk",
  system: "Core itself",
};

export const channelOptions = (Object.keys(channelWords) as AuditRow["channel"][]).map((value) => ({
  value,
  label: value === "socket" ? "Desk, socket" : channelWords[value],
}));

/** What the row is about: `files::read_file`, `files`, or the action alone. */
export function subjectOf(row: Pick<AuditRow, "serverId" | "capabilityName" | "action">): string {
  if (row.serverId && row.capabilityName) return canonicalName(row.serverId, row.capabilityName);
  return row.capabilityName ?? row.serverId ?? row.action;
}

const layerNames: Record<string, string> = {
  server: "Server default",
  administrator: "Administrator's switch",
  user: "The person's own switch",
};

/** `no-delete` → "Rule no-delete"; `layer:server` → "Server default"; `danger:2` → "Danger level 2". */
export function deciderWords(determinedBy: string): string {
  const at = determinedBy.indexOf(":");
  if (at < 0) return `Rule ${determinedBy}`;
  const rest = determinedBy.slice(at + 1);
  switch (determinedBy.slice(0, at)) {
    case "layer":
      return layerNames[rest] ?? determinedBy;
    case "danger":
      return `Danger level ${rest}`;
    // A rule that only observes: what it would have said.
    case "observe":
      return `Rule ${rest.replace("=", " would say ")}`;
    default:
      return determinedBy;
  }
}

const effects: readonly string[] = [
  "allow",
  "deny",
  "require_approval",
  "require_approval_with_step_up",
] satisfies Effect[];

/** The stored decision as an effect, or null for records that decided nothing. */
export const effectOf = (decision: string | null): Effect | null =>
  decision !== null && effects.includes(decision) ? (decision as Effect) : null;
