import { type CompiledRules, compileRules } from "@peta/policy";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { CoreEvent, EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { DiscoverySettings } from "../discovery/discovery-setting.ts";
import type { CachePolicies } from "../result-cache/cache-policy.ts";
import type { CataloguedServer } from "../servers/server.ts";
import { buildSnapshot } from "./build-snapshot.ts";
import type { PermissionStore, PolicySetRecord } from "./permission-store.ts";
import type { SnapshotSource, WorkspaceSnapshot } from "./workspace-snapshot.ts";

/** How long a snapshot may go unread when no event arrives: a lost event then costs at most this. */
const REREAD_EVERY_MS = 30_000;
const RETRY_AFTER_MS = 1_000;

/** What a snapshot is made of changed. */
const REPLACED_AFTER: ReadonlySet<CoreEvent["type"]> = new Set([
  "servers.changed",
  "permissions.changed",
  "policy.changed",
  "discovery.changed",
  "cache_policies.changed",
]);

export interface Snapshots extends SnapshotSource {
  /** Resolves when a snapshot is in force that was read after this call. Rejects when it could not be read. */
  refresh(workspaceId: string): Promise<void>;
  /** Resolves when every change published before this call is in force. Rejects when it could not be read. */
  settled(workspaceId: string): Promise<void>;
  has(workspaceId: string): boolean;
  close(): void;
}

/**
 * Holds the snapshot of each workspace and replaces it when something it is made of changes. Reads are coalesced: one
 * runs, one waits, however many changes arrive. While the store cannot be read, the old snapshot stays in force.
 */
export function createSnapshots(deps: {
  listCatalogued: (workspaceId: string) => Promise<CataloguedServer[]>;
  store: PermissionStore;
  readDiscovery: (workspaceId: string) => Promise<DiscoverySettings>;
  readCachePolicies: (workspaceId: string) => Promise<CachePolicies>;
  events: EventBus;
  clock: Clock;
  log: Log;
}): Snapshots {
  const current = new Map<string, WorkspaceSnapshot>();
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  /** By workspace: a set is compiled once, and what the engine has worked out about it stays. */
  const compiled = new Map<string, { version: number; rules: CompiledRules }>();
  const epoch = deps.clock.now().toString(36);
  let serial = 0;
  let isClosed = false;

  const compile = (workspaceId: string, { version, rules }: PolicySetRecord): CompiledRules => {
    const known = compiled.get(workspaceId);
    if (known?.version === version) return known.rules;
    const fresh = { version, rules: compileRules(rules) };
    compiled.set(workspaceId, fresh);
    return fresh.rules;
  };

  const load = async (workspaceId: string): Promise<void> => {
    const [servers, grants, clientSwitches, policySet, discovery, cachePolicies] = await Promise.all([
      deps.listCatalogued(workspaceId),
      deps.store.listGrants(workspaceId),
      deps.store.listClientSwitches(workspaceId),
      deps.store.newestPolicySet(workspaceId),
      deps.readDiscovery(workspaceId),
      deps.readCachePolicies(workspaceId),
    ]);
    const version = `${epoch}.${++serial}`;
    current.set(
      workspaceId,
      buildSnapshot(workspaceId, version, {
        servers,
        grants,
        clientSwitches,
        rules: compile(workspaceId, policySet),
        policySetVersion: policySet.version,
        discovery,
        cachePolicies,
      }),
    );
    deps.events.publish({ type: "snapshot.replaced", workspaceId, version });
  };

  const run = (workspaceId: string): Promise<void> => {
    const promise = load(workspaceId).finally(() => running.delete(workspaceId));
    running.set(workspaceId, promise);
    return promise;
  };

  const refresh = (workspaceId: string): Promise<void> => {
    const active = running.get(workspaceId);
    if (!active) return run(workspaceId);
    // The read under way may have begun before the change that asks now: one more has to follow it.
    let next = waiting.get(workspaceId);
    if (!next) {
      next = active
        .catch(() => {})
        .then(() => {
          waiting.delete(workspaceId);
          return run(workspaceId);
        });
      waiting.set(workspaceId, next);
    }
    return next;
  };

  const refreshInBackground = (workspaceId: string): void => {
    refresh(workspaceId).catch((error: unknown) => {
      if (isClosed) return;
      deps.log.error(
        { err: error, workspaceId },
        "the policy snapshot could not be read; the previous one stays in force",
      );
      deps.clock.after(RETRY_AFTER_MS, () => !isClosed && refreshInBackground(workspaceId));
    });
  };

  const unsubscribe = deps.events.subscribe((event) => {
    if (REPLACED_AFTER.has(event.type)) refreshInBackground(event.workspaceId);
  });

  let cancelTimer = (): void => {};
  const tick = (): void => {
    cancelTimer = deps.clock.after(REREAD_EVERY_MS, () => {
      for (const workspaceId of current.keys()) refreshInBackground(workspaceId);
      tick();
    });
  };
  tick();

  return {
    current(workspaceId) {
      const snapshot = current.get(workspaceId);
      if (!snapshot)
        throw new CoreError("database.unavailable", "Core has not read its policy yet. Try again in a moment.", {
          retryAfterSeconds: 2,
        });
      return snapshot;
    },
    has: (workspaceId) => current.has(workspaceId),
    refresh,
    settled: (workspaceId) => waiting.get(workspaceId) ?? running.get(workspaceId) ?? Promise.resolve(),
    close() {
      isClosed = true;
      cancelTimer();
      unsubscribe();
    },
  };
}
