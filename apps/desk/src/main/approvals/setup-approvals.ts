import type { ApprovalView } from "@peta/contract";
import type { Clock } from "../clock.ts";
import type { Connections } from "../connection/setup-connections.ts";
import { createStore, type Store } from "../store.ts";
import type { Waiting } from "./waiting.ts";

export interface Approvals {
  waiting: Store<readonly Waiting[]>;
  /** Called with those that were not waiting before. */
  onNew(listener: (connectionId: string, approvals: readonly ApprovalView[]) => void): void;
}

/** A lost event delays a screen this long at most. */
const LOOK_EVERY_MS = 60_000;
/** Core ends an approval a moment after its time. */
const AFTER_EXPIRY_MS = 1_500;
const MOST = 100;

/**
 * Follows what waits for this person's decision at every Core: asked for when a connection becomes live, when Core says
 * that an approval changed, when one expires, and now and then.
 */
export function setupApprovals(deps: { connections: Connections; clock: Clock }): Approvals {
  const { connections, clock } = deps;
  const waiting = createStore<readonly Waiting[]>([]);
  const newListeners: ((connectionId: string, approvals: readonly ApprovalView[]) => void)[] = [];
  const timers = new Map<string, () => void>();
  const followed = new Set<string>();
  /** One question at a time for each Core; what is announced meanwhile is asked for afterwards. */
  const asking = new Map<string, { again: boolean }>();

  function put(connectionId: string, approvals: readonly ApprovalView[] | null): void {
    const others = waiting.get().filter((one) => one.connectionId !== connectionId);
    waiting.set(approvals === null ? others : [...others, { connectionId, approvals }]);
  }

  async function look(connectionId: string): Promise<void> {
    const running = asking.get(connectionId);
    if (running !== undefined) {
      running.again = true;
      return;
    }
    const mine = { again: false };
    asking.set(connectionId, mine);
    try {
      do {
        mine.again = false;
        await readOnce(connectionId);
      } while (mine.again);
    } finally {
      asking.delete(connectionId);
    }
  }

  async function readOnce(connectionId: string): Promise<void> {
    timers.get(connectionId)?.();
    let nextMs = LOOK_EVERY_MS;
    try {
      const { approvals } = await connections
        .get(connectionId)
        .ask((api) => api.approvals.list.query({ status: "pending", decidableByMe: true, limit: MOST }));
      // It may have been left while Core was thinking.
      if (!followed.has(connectionId)) return;
      const known = waiting.get().find((one) => one.connectionId === connectionId)?.approvals ?? [];
      const added = approvals.filter(({ approvalId }) => !known.some((one) => one.approvalId === approvalId));
      put(connectionId, approvals);
      if (added.length > 0) for (const listener of newListeners) listener(connectionId, added);
      for (const { expiresAt } of approvals)
        nextMs = Math.min(nextMs, Math.max(Date.parse(expiresAt) - clock.now(), 0) + AFTER_EXPIRY_MS);
    } catch {
      // What is known stays on the screen; the connection says why nothing comes.
    }
    if (!followed.has(connectionId)) return;
    timers.set(
      connectionId,
      clock.after(nextMs, () => void look(connectionId)),
    );
  }

  connections.listen({
    onLive(connectionId) {
      followed.add(connectionId);
      void look(connectionId);
    },
    onNotification(connectionId, { type }) {
      if (type.startsWith("approval_")) void look(connectionId);
    },
    onGone(connectionId) {
      followed.delete(connectionId);
      timers.get(connectionId)?.();
      timers.delete(connectionId);
      put(connectionId, null);
    },
  });
  return { waiting, onNew: (listener) => void newListeners.push(listener) };
}
