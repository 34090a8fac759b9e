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
const MAX_ANSWERS = 100_000;

const groupOf = ({
  workspaceId,
  serverId,
  kind,
  name,
}: Omit<CacheSubject, "principalId" | "isShared" | "uri">): string =>
  JSON.stringify([workspaceId, serverId, kind, name]);

/** Answers in memory, the least recently used first out when there is no room. */
export function createKeptAnswers({ clock, maxBytes }: { clock: Clock; maxBytes: number }) {
  /** Per capability, so that a write tool finds what it makes stale without looking at everything. */
  const groups = new Map<string, Set<string>>();
  const answers = new LRUCache<string, KeptAnswer>({
    max: MAX_ANSWERS,
    maxSize: maxBytes,
    sizeCalculation: ({ json }) => json.length + OVERHEAD_BYTES,
    dispose: ({ key, subject }, _key, reason) => {
      if (reason === "set") return;
      const group = groups.get(groupOf(subject));
      group?.delete(key);
      if (group?.size === 0) groups.delete(groupOf(subject));
    },
  });

  const candidates = (workspaceId: string, purge: PurgeScope): Iterable<string> => {
    if (purge.scope === "key") return [purge.key];
    if (purge.scope === "capability") return [...(groups.get(groupOf({ workspaceId, ...purge })) ?? [])];
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
      const group = groupOf(answer.subject);
      const keys = groups.get(group);
      if (keys) keys.add(answer.key);
      else groups.set(group, new Set([answer.key]));
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

export type KeptAnswers = ReturnType<typeof createKeptAnswers>;
