import type { ApprovalDetail, ApprovalView } from "@peta/contract";

const channels: Record<string, string> = {
  console: "in the Console",
  desk: "in Desk",
  socket: "in Desk",
  api: "over the API",
  cli: "on the command line",
  system: "by itself",
};

type Decided = Pick<ApprovalView, "status" | "decidedBy" | "decisionChannel">;

/** Who decided and where: "Approved by you", "Rejected by olga in the Console". Null while nobody has. */
export function decisionWords(
  { status, decidedBy, decisionChannel }: Decided,
  myId: string | undefined,
): string | null {
  if (decidedBy === null) return null;
  const verb = status === "rejected" ? "Rejected" : "Approved";
  if (decidedBy === myId) return `${verb} by you`;
  const where = decisionChannel === null ? "" : (channels[decisionChannel] ?? "");
  return `${verb} by ${decidedBy} ${where}`.trim();
}

/** "2 wait for you." */
export function inboxWords(approvals: readonly Pick<ApprovalView, "mayDecide">[]): string {
  const mine = approvals.filter(({ mayDecide }) => mayDecide).length;
  const others = approvals.length - mine;
  const waits = (count: number): string => `${count} ${count === 1 ? "waits" : "wait"}`;
  if (mine + others === 0) return "Nothing waits for you.";
  if (others === 0) return `${waits(mine)} for you.`;
  return mine === 0 ? `${waits(others)} for somebody else.` : `${waits(mine)} for you, ${others} for somebody else.`;
}

/** What the tool says of itself: it destroys, it does not, or it says nothing. A hint of the server, no promise. */
export function isDestructive({ definition }: Pick<ApprovalDetail, "definition">): boolean | null {
  const annotations = (definition as { annotations?: { destructiveHint?: unknown; readOnlyHint?: unknown } } | null)
    ?.annotations;
  if (annotations?.readOnlyHint === true) return false;
  return typeof annotations?.destructiveHint === "boolean" ? annotations.destructiveHint : null;
}

/** The input schema inside a tool's definition. */
export const inputSchemaOf = ({ definition }: Pick<ApprovalDetail, "definition">): unknown =>
  (definition as { inputSchema?: unknown } | null)?.inputSchema;
