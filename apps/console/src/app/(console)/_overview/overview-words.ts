import type { Status } from "@peta/contract";

type Counts = Pick<Status["counts"], "calls24h" | "failed24h">;

/** Whether everything is up, in one sentence. `servers` is its beginning: how the servers are. */
export function overviewSentence(servers: string, counts: Counts): string {
  const failed =
    counts.failed24h === 0
      ? "no call failed"
      : `${counts.failed24h.toLocaleString("en")} ${counts.failed24h === 1 ? "call" : "calls"} failed`;
  return counts.calls24h === 0
    ? `${servers}; no calls in the last 24 hours.`
    : `${servers}; ${failed} in the last 24 hours.`;
}

/** "files::read_file" in its two parts; a name without server has none. */
export function splitCanonical(canonicalName: string): { serverId: string | undefined; capability: string } {
  const at = canonicalName.indexOf("::");
  return at === -1
    ? { serverId: undefined, capability: canonicalName }
    : { serverId: canonicalName.slice(0, at), capability: canonicalName.slice(at + 2) };
}
