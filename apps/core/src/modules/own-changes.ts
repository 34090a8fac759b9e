import type { ChangeTopic } from "@peta/contract";
import type { CoreEvent } from "./events.ts";

/** What a change of the workspace can do to what somebody may use, whoever it names. */
const MAY_CONCERN_EVERYBODY: ReadonlySet<CoreEvent["type"]> = new Set(["policy.changed", "servers.changed"]);

/**
 * Picks what a caller who is no administrator is told: what became of their own calls, clients and values, and of their
 * agents', and that what they may use is decided anew. Nothing of anybody else, not even that something happened (A24).
 * `readOwnIds` answers the ids of the caller and their agents.
 */
export function createOwnChanges(readOwnIds: () => Promise<ReadonlySet<string>>) {
  const read = (): Promise<ReadonlySet<string>> => {
    const ids = readOwnIds();
    // Whoever waits for it hears of a failure; a reading that nobody waits for must not end the process.
    ids.catch(() => {});
    return ids;
  };
  let own = read();
  let isDecidedAnew = false;
  return async (event: CoreEvent): Promise<ChangeTopic | null> => {
    switch (event.type) {
      case "approval.changed":
        return (await own).has(event.principalId) ? "approvals" : null;
      case "clients.changed":
      case "mcp_sessions.changed":
        return (await own).has(event.principalId) ? "clients" : null;
      case "discovery.changed":
        return event.principalId === undefined || (await own).has(event.principalId) ? "discovery" : null;
      case "server_values.changed":
        return (await own).has(event.principalId) ? "servers" : null;
      case "principals.changed": {
        const before = await own;
        own = read();
        const isMine = before.has(event.principalId) || (await own).has(event.principalId);
        return isMine ? "principals" : null;
      }
      case "permissions.changed":
        if (event.principalId === undefined || (await own).has(event.principalId)) isDecidedAnew = true;
        return null;
      // Only now the new decisions can be read.
      case "snapshot.replaced": {
        const topic = isDecidedAnew ? "permissions" : null;
        isDecidedAnew = false;
        return topic;
      }
      default:
        if (MAY_CONCERN_EVERYBODY.has(event.type)) isDecidedAnew = true;
        return null;
    }
  };
}
