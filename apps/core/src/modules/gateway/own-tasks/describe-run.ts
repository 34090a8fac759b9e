import { iso } from "../../iso-time.ts";
import type { Json } from "../../json.ts";
import type { ProtocolEra } from "../../servers/server.ts";

/** How often a client may ask how it goes, in milliseconds. */
const POLL_MS = 1_000;
const POLL_HELD_MS = 2_000;

export type RunStatus = "working" | "input_required" | "completed" | "failed" | "cancelled";
/** How a call ended: its result or its error, as JSON. */
export type RunEnd = { kind: "result" | "error"; text: string };

export interface RunState {
  status: RunStatus;
  createdAt: number;
  changedAt: number;
  /** The approval that it waits for. */
  heldAs: string | null;
  /** What its server said last of how it goes. */
  said: string | null;
  ended: RunEnd | null;
  /** Core itself says how it ended: nothing of a server's is in it. */
  isOwnWord: boolean;
  inputRequests: Json | null;
}

const messageOf = ({ status, heldAs, said, ended, isOwnWord }: RunState): string | null => {
  if (status === "working" && heldAs !== null)
    return `A person has to approve the call: it waits for a decision as ${heldAs}.`;
  if (isOwnWord) return ended?.kind === "error" ? String((JSON.parse(ended.text) as Json).message) : null;
  // Of the past, once it is over.
  return ended !== null || status === "cancelled" ? null : said;
};

/** A run as a server would describe its task, in the form of either era, without content (2025-11-25, tasks; extension tasks). */
export function describeRun(state: RunState, era: ProtocolEra, taskId: string, ttlMs: number): Json {
  const { status, createdAt, changedAt, heldAs } = state;
  const pollMs = heldAs === null ? POLL_MS : POLL_HELD_MS;
  const statusMessage = messageOf(state);
  return {
    taskId,
    status,
    ...(statusMessage !== null && { statusMessage }),
    createdAt: iso(createdAt),
    lastUpdatedAt: iso(changedAt),
    ...(era === "legacy" ? { ttl: ttlMs, pollInterval: pollMs } : { ttlMs, pollIntervalMs: pollMs }),
  };
}

/** What `tasks/get` says beside it in 2026-07-28: how it ended, or what it asks. */
export function contentOfRun({ status, ended, inputRequests }: RunState): Json {
  if (ended) return { [ended.kind]: JSON.parse(ended.text) };
  return status === "input_required" && inputRequests ? { inputRequests } : {};
}
