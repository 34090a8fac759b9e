import { LRUCache } from "lru-cache";
import type { Clock } from "../../adapters/clock.ts";
import { type CacheSubject, isPurged, type PurgeScope } from "./purge-scope.ts";

export interface KeptAnswer {
  readonly key: string;
  readonly subject: CacheSubject;
  /** The server's result as JSON; parsed anew for everybody who gets it. */
  readonly json: Buffer;
  readonly storedAt: number;
  readonly expiresAt: number;
  hits: number;
}

/** Beside the answer itself: key, subject and places in the maps. */
const OVERHEAD_BYTES = 600;

const groupOf = ({
  workspaceId,
  serverId,
  kind,
  name,
}: Omit<CacheSubject, "principalId" | "isShared" | "uri">): string =>
  JSON.stringify([workspaceId, serverId, kind, name]);

interface Group {
  workspaceId: string;
  serverId: string;
  keys: Set<string>;
}

/** Answers in memory, the least recently used first out when there is no room. */
export function createKeptAnswers({ clock, maxBytes }: { clock: Clock; maxBytes: number }) {
  /** Per capability, so that what a server or a write tool makes stale is found without looking at everything. */
  const groups = new Map<string, Group>();
  const answers = new LRUCache<string, KeptAnswer>({
    maxSize: maxBytes,
    sizeCalculation: ({ json }) => json.length + OVERHEAD_BYTES,
    dispose: ({ key, subject }, _key, reason) => {
      if (reason === "set") return;
      const name = groupOf(subject);
      const group = groups.get(name);
      group?.keys.delete(key);
      if (group?.keys.size === 0) groups.delete(name);
    },
  });

  const candidates = (workspaceId: string, purge: PurgeScope): Iterable<string> => {
    if (purge.scope === "key") return [purge.key];
    if (purge.scope === "capability") return [...(groups.get(groupOf({ workspaceId, ...purge }))?.keys ?? [])];
    if (purge.scope === "server" || purge.scope === "uri")
      return [...groups.values()]
        .filter((group) => group.workspaceId === workspaceId && group.serverId === purge.serverId)
        .flatMap(({ keys }) => [...keys]);
    return [...answers.keys()];
  };

  return {
    /** Null when there is none, or when its time is over. */
    find(key: string): KeptAnswer | null {
      const found = answers.get(key);
      if (!found) return null;
      if (found.expiresAt > clock.now()) return found;
      answers.delete(key);
      return null;
    },
    keep(answer: KeptAnswer): void {
      const name = groupOf(answer.subject);
      const group = groups.get(name);
      if (group) group.keys.add(answer.key);
      else {
        const { workspaceId, serverId } = answer.subject;
        groups.set(name, { workspaceId, serverId, keys: new Set([answer.key]) });
      }
      answers.set(answer.key, answer);
    },
    /** How many of the workspace were forgotten. */
    purge(workspaceId: string, purge: PurgeScope): number {
      let purged = 0;
      for (const key of candidates(workspaceId, purge)) {
        const answer = answers.peek(key);
        if (answer?.subject.workspaceId !== workspaceId) continue;
        if (!isPurged(purge, key, answer.subject, answer.expiresAt, clock.now())) continue;
        answers.delete(key);
        purged++;
      }
      return purged;
    },
    /** Of one workspace, the most recently used first. */
    list(workspaceId: string): KeptAnswer[] {
      return [...answers.values()].filter(({ subject }) => subject.workspaceId === workspaceId);
    },
    maxBytes,
  };
}
