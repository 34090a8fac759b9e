import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import { type AddressRules, compileAddressRules } from "./address-rules.ts";
import type { NetworkRecord, NetworkStore } from "./network-store.ts";

/** What is in force in one workspace. An immutable value. */
export interface WorkspaceNetwork {
  rules: AddressRules;
  limits: NetworkRecord["limits"];
  principalRates: NetworkRecord["principalRates"];
}

/** How long it may go unread when no event arrives: a lost event then costs at most this. */
const REREAD_EVERY_MS = 30_000;
const RETRY_AFTER_MS = 1_000;

export interface NetworkState {
  /** Undefined: it was never read, or it changed and could not be read since. Nobody is let in then. */
  current(workspaceId: string): WorkspaceNetwork | undefined;
  all(): Iterable<WorkspaceNetwork | undefined>;
  /** Resolves when what was stored before this call is in force. Rejects when it could not be read. */
  refresh(workspaceId: string): Promise<void>;
  close(): void;
}

/** Rules and limits of every workspace, in memory, because every request asks for them. */
export function createNetworkState(deps: {
  store: Pick<NetworkStore, "read">;
  events: EventBus;
  clock: Clock;
  log: Log;
}): NetworkState {
  const workspaces = new Map<string, WorkspaceNetwork | undefined>();
  /** Numbers the reads of a workspace: an old one that ends late must not replace a newer one. */
  const reads = new Map<string, number>();
  let serial = 0;
  let isClosed = false;

  const refresh = async (workspaceId: string): Promise<void> => {
    const read = ++serial;
    const { ranges, ...rest } = await deps.store.read(workspaceId);
    if ((reads.get(workspaceId) ?? 0) > read) return;
    reads.set(workspaceId, read);
    workspaces.set(workspaceId, { rules: compileAddressRules(ranges), ...rest });
    deps.events.publish({ type: "network.replaced", workspaceId });
  };

  /** @param isChanged what is in memory is known to be wrong */
  const refreshInBackground = (workspaceId: string, isChanged: boolean): void => {
    refresh(workspaceId).catch((error: unknown) => {
      if (isClosed) return;
      if (isChanged && workspaces.get(workspaceId)) {
        workspaces.set(workspaceId, undefined);
        deps.events.publish({ type: "network.replaced", workspaceId });
      }
      const fields = { err: error, workspaceId };
      if (isChanged) deps.log.error(fields, "changed address rules could not be read; nobody is let in until they are");
      else deps.log.warn(fields, "address rules could not be read again; those in memory stay in force");
      if (isChanged) deps.clock.after(RETRY_AFTER_MS, () => isClosed || refreshInBackground(workspaceId, true));
    });
  };

  const unsubscribe = deps.events.subscribe((event) => {
    if (event.type === "network.changed") refreshInBackground(event.workspaceId, true);
  });

  let cancelTimer = (): void => {};
  const tick = (): void => {
    cancelTimer = deps.clock.after(REREAD_EVERY_MS, () => {
      for (const workspaceId of workspaces.keys()) refreshInBackground(workspaceId, false);
      tick();
    });
  };
  tick();

  return {
    current: (workspaceId) => workspaces.get(workspaceId),
    all: () => workspaces.values(),
    refresh,
    close() {
      isClosed = true;
      cancelTimer();
      unsubscribe();
    },
  };
}
