import type { ApprovalView } from "@peta/contract";

/** What waits for this person at one Core. */
export interface Waiting {
  connectionId: string;
  approvals: readonly ApprovalView[];
}

export const countWaiting = (waiting: readonly Waiting[]): number =>
  waiting.reduce((sum, { approvals }) => sum + approvals.length, 0);

export const countWaitingOf = (waiting: readonly Waiting[], connectionId: string): number =>
  countWaiting(waiting.filter((one) => one.connectionId === connectionId));
