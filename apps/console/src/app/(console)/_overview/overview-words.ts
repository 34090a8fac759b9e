import type { Status } from "@peta/contract";

type Counts = Status["counts"];

/** Whether everything is up, in one sentence. */
export function overviewSentence(counts: Counts): string {
  const down = counts.servers - counts.serversOnline;
  const servers =
    counts.servers === 0
      ? "No server is registered yet"
      : down === 0
        ? counts.servers === 1
          ? "The server is online"
          : `All ${counts.servers} servers are online`
        : `${down} of ${counts.servers} ${counts.servers === 1 ? "server" : "servers"} ${down === 1 ? "is" : "are"} not online`;
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
