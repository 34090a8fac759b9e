import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault.ts";
import { createAnnouncer } from "./announce.ts";
import type { AuditEntry, AuditRecorder } from "./audit-entry.ts";
import type { AuditSpool } from "./audit-spool.ts";
import type { AuditStore } from "./audit-store.ts";
import type { ChainHasher } from "./chain-hash.ts";
import { createChains } from "./chains.ts";
import { createGathering } from "./gathering.ts";
import { createChainLinker } from "./link-chains.ts";
import { type NormalizeDeps, normalizeEntry } from "./normalize-entry.ts";
import { createRecordWriter } from "./record-writer.ts";
import { notStored } from "./settle-records.ts";
import { createWaitingRecords, type WaitingRecord } from "./waiting-records.ts";

export interface RecorderOptions {
  /** `durable`: `record` resolves at the commit. `batched`: when the record is queued, while the store is up. */
  durability: "durable" | "batched";
  /** Milliseconds that a batch waits for more under load; 0: never. A single record never waits. */
  gatherMs?: number;
  /** Records that may wait. */
  maxWaiting?: number;
  /** Records of one insert. */
  maxBatch?: number;
  /** UTF-8 bytes of a detail's JSON above which it is cut. */
  maxDetailBytes?: number;
  /** Records after which a chain names the ends of the others again. */
  checkpointEvery?: number;
}

export interface RecorderDeps {
  store: AuditStore;
  spool: AuditSpool;
  hasher: ChainHasher;
  vault: Vault;
  events: EventBus;
  clock: Clock;
  newId: (prefix: string) => string;
  log: Pick<Log, "info" | "warn">;
}

const MAX_LINK_BYTES = 64 * 1024;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

const countByWorkspace = (batch: readonly WaitingRecord[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { record } of batch) counts.set(record.workspaceId, (counts.get(record.workspaceId) ?? 0) + 1);
  return counts;
};

/** Takes entries, makes them fit to be stored and hands them to the writer in batches. */
export function createRecorder(deps: RecorderDeps, options: RecorderOptions) {
  const {
    gatherMs = 0,
    maxWaiting = 10_000,
    maxBatch = 512,
    maxDetailBytes = 16 * 1024,
    checkpointEvery = 10_000,
  } = options;
  const writerId = deps.newId("wrt");
  const chains = createChains(deps.hasher, writerId);
  const waiting = createWaitingRecords({ maxRecords: maxWaiting, maxBytes: MAX_WAITING_BYTES, maxBatch });
  const announcer = createAnnouncer(deps.events, deps.clock);
  const normalizing: NormalizeDeps = { newId: deps.newId, seal: deps.vault.createBatchSealer(), maxDetailBytes };
  const link = createChainLinker({
    ...deps,
    chains,
    writerId,
    every: checkpointEvery,
    normalize: (entry) => normalizeEntry({ ...normalizing, maxDetailBytes: MAX_LINK_BYTES }, entry, deps.clock.now()),
  });
  const writer = createRecordWriter({
    ...deps,
    chains,
    waiting,
    gathering: createGathering({ clock: deps.clock, waiting, ms: gatherMs }),
    linksFor: (batch, storeUp) => link(countByWorkspace(batch), storeUp),
    onStored: (records) => announcer.announce(new Set(records.map((record) => record.workspaceId))),
  });
  let isScheduled = false;
  let isClosed = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // One turn of the event loop lets the calls that arrived together share a batch.
    setImmediate(() => {
      isScheduled = false;
      writer.kick();
    });
  }

  const recorder: AuditRecorder = {
    record(entry: AuditEntry, { mustBeStored = false } = {}): Promise<void> {
      if (isClosed) return Promise.reject(notStored("Core is stopping and takes no more records."));
      if (waiting.isFull())
        return Promise.reject(notStored("Too many audit records are waiting for the database. Try again shortly."));
      const record = normalizeEntry(normalizing, entry, deps.clock.now());
      if (options.durability === "batched" && !mustBeStored && writer.isStoreUp()) {
        waiting.push({ record, mustBeStored, settle: null });
        schedule();
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        waiting.push({ record, mustBeStored, settle: (error) => (error ? reject(error) : resolve()) });
        schedule();
      });
    },
  };

  return {
    recorder,
    writerId,
    /** False while records are spooled: a caller that needs its record stored can refuse before it acts. */
    isStoreUp: writer.isStoreUp,
    backlog: () => ({ pending: writer.pending(), spooled: deps.spool.size() }),
    flush: () => writer.flush(),
    start: () => writer.start(),
    /** Stores or spools what was accepted, then lets go of the store. */
    async close(): Promise<void> {
      isClosed = true;
      await writer.stop();
      announcer.close();
      await deps.spool.close();
      await deps.store.close();
    },
  };
}
