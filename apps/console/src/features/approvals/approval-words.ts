import type { ApprovalSettings, ApprovalStatus, ApprovalView, SelfApproval } from "@peta/contract";
import { approvalWord } from "@peta/ui";

export const approvalHref = (approvalId: string): string => `/approvals?approval=${encodeURIComponent(approvalId)}`;

export const statusOptions = (
  ["pending", "approved", "executing", "executed", "failed", "rejected", "expired"] satisfies ApprovalStatus[]
).map((value) => ({ value, label: approvalWord(value) }));

const channels: Record<string, string> = {
  console: "in the Console",
  desk: "in Desk",
  socket: "in Desk",
  cli: "on the command line",
  api: "over the API",
  mcp: "over MCP",
};

/** Where a decision was taken: "in Desk". */
export const channelWords = (channel: string | null): string =>
  channel === null ? "" : (channels[channel] ?? channel);

/** "3 calls wait for you, 1 for somebody else." as the state of the page. */
export function inboxSentence({ pending, decidableByMe }: { pending: number; decidableByMe: number }): string {
  if (pending === 0) return "Nothing waits.";
  const others = pending - decidableByMe;
  const calls = (count: number) => `${count} ${count === 1 ? "call waits" : "calls wait"}`;
  if (decidableByMe === 0) return `${calls(others)} for somebody else.`;
  return others === 0
    ? `${calls(decidableByMe)} for you.`
    : `${calls(decidableByMe)} for you, ${others} for somebody else.`;
}

type Decided = Pick<ApprovalView, "status" | "decidedBy" | "decisionChannel">;

/** Who decided and where: "Approved by ada in Desk". Null while nobody has. */
export function decisionSentence({ status, decidedBy, decisionChannel }: Decided): string | null {
  if (decidedBy === null) return null;
  const verb = status === "rejected" ? "Rejected" : "Approved";
  return `${verb} by ${decidedBy} ${channelWords(decisionChannel)}`.trim();
}

export const selfApprovalOptions: readonly { value: SelfApproval; label: string; description: string }[] = [
  {
    value: "other_credential",
    label: "With another credential",
    description: "The token or application that asked may not decide; the same person in the Console or Desk may.",
  },
  { value: "forbidden", label: "Never", description: "Somebody else has to decide what a person asks for themself." },
  { value: "allowed", label: "Always", description: "Also the token that asked. For workspaces of one person." },
];

const minute = 60;
const hour = 60 * minute;
const lifetimes = [5 * minute, 10 * minute, 30 * minute, hour, 4 * hour, 12 * hour, 24 * hour];

/** "10 minutes", "1 hour". */
export function lifetimeWords(seconds: number): string {
  const [count, unit] =
    seconds % hour === 0
      ? [seconds / hour, "hour"]
      : seconds % minute === 0
        ? [seconds / minute, "minute"]
        : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Lifetimes to choose from; what is stored now is among them. */
export const lifetimeOptions = (now: ApprovalSettings["expiresAfterSeconds"]) =>
  [...new Set([...lifetimes, now])]
    .toSorted((a, b) => a - b)
    .map((seconds) => ({ value: String(seconds), label: lifetimeWords(seconds) }));
