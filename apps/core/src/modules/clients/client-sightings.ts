import { createBounded } from "../bounded.ts";
import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import { clientKeyOfCredential, type Credential } from "../principals/principal.ts";
import type { ClientRecord, ClientStore } from "./client-store.ts";
import type { ClientUse } from "./client-watch.ts";

/** What is seen within this time is written at once. */
const WRITE_AFTER_MS = 500;
/** A client that goes on as before is written this often. */
const REFRESH_EVERY_MS = 60_000;
/** Two applications with one token take turns in naming it. */
const RENAME_EVERY_MS = 5_000;
const RETRY_AFTER_MS = 5_000;
/** Clients in memory; one that falls out is written again when it comes back. */
const MAX_REMEMBERED = 50_000;
/** Clients that wait to be written while the store is down. */
const MAX_WAITING = 10_000;

interface Remembered extends ClientRecord {
  /** When it last began to wait for being written. */
  queuedAt: number;
  isRenamed: boolean;
}

/** Whether the store should hear of it. */
const isDue = ({ queuedAt, isRenamed }: Remembered, now: number): boolean =>
  now - queuedAt >= (isRenamed ? RENAME_EVERY_MS : REFRESH_EVERY_MS);

const isCalled = (info: ClientUse["info"], { name, version }: Remembered): boolean =>
  info === null || (info.name === name && info.version === version);

/**
 * Remembers which client applications use Core. A sighting costs a look-up in memory; the store hears of many at once,
 * behind the requests, and of a client that goes on as before once a minute.
 */
export function createClientSightings(deps: { store: ClientStore; events: EventBus; clock: Clock; log: Log }) {
  const { clock } = deps;
  const remembered = createBounded<Remembered>(MAX_REMEMBERED);
  /** Of credentials that are in memory anyway. */
  const byCredential = new WeakMap<Credential, Remembered>();
  const waiting = new Map<string, ClientRecord>();
  let writing: Promise<void> = Promise.resolve();
  let cancelTimer: (() => void) | null = null;
  let isClosed = false;

  const schedule = (delayMs: number): void => {
    if (isClosed) return;
    cancelTimer ??= clock.after(delayMs, () => {
      cancelTimer = null;
      flush().catch(() => {});
    });
  };

  const write = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const batch = [...waiting];
    waiting.clear();
    try {
      for (const changed of await deps.store.keep(batch.map(([, record]) => ({ ...record })))) {
        const { workspaceId, principalId } = changed;
        deps.events.publish({ type: "clients.changed", workspaceId, principalId });
      }
    } catch (error) {
      // What was seen again meanwhile is newer.
      for (const [key, record] of batch) if (!waiting.has(key) && waiting.size < MAX_WAITING) waiting.set(key, record);
      deps.log.warn({ err: error, clients: batch.length }, "clients that were seen could not be written; tried again");
      schedule(RETRY_AFTER_MS);
      throw error;
    }
  };

  /** Resolves when what was seen before this call is stored. Rejects when it could not be. */
  function flush(): Promise<void> {
    writing = writing.catch(() => {}).then(write);
    return writing;
  }

  return {
    /** Never waits and never throws. */
    seen({ caller, info }: ClientUse): void {
      const now = clock.now();
      const recent = byCredential.get(caller.credential);
      // What comes again and again needs no key.
      const isSame = recent?.principalId === caller.principal.id;
      if (recent !== undefined && isSame && !isDue(recent, now) && isCalled(info, recent)) {
        recent.lastSeenAt = now;
        return;
      }
      const { principal } = caller;
      const clientKey = clientKeyOfCredential(caller.credential);
      if (clientKey === "") return;
      const key = `${principal.id} ${clientKey}`;
      let known = remembered.get(key);
      if (known === undefined) {
        known = {
          workspaceId: principal.workspaceId,
          principalId: principal.id,
          clientKey,
          name: null,
          version: null,
          firstSeenAt: now,
          lastSeenAt: now,
          queuedAt: Number.NEGATIVE_INFINITY,
          isRenamed: false,
        };
        remembered.set(key, known);
      }
      byCredential.set(caller.credential, known);
      known.lastSeenAt = now;
      if (info !== null && (info.name !== known.name || info.version !== known.version)) {
        ({ name: known.name, version: known.version } = info);
        known.isRenamed = true;
      }
      if (!isDue(known, now)) return;
      known.queuedAt = now;
      known.isRenamed = false;
      if (waiting.has(key) || waiting.size < MAX_WAITING) waiting.set(key, known);
      schedule(WRITE_AFTER_MS);
    },
    flush,
    /** What this process knows newer than the store: when the client was last seen. */
    lastSeenAt: (principalId: string, clientKey: string): number =>
      remembered.peek(`${principalId} ${clientKey}`)?.lastSeenAt ?? 0,
    /** Writes what waits. Never rejects. */
    async close(): Promise<void> {
      cancelTimer?.();
      await flush().catch(() => {});
      isClosed = true;
    },
  };
}

export type ClientSightings = ReturnType<typeof createClientSightings>;
