import type { Clock } from "../../adapters/clock.ts";
import type { Log } from "../log.ts";
import type { ChainedRecord, PlainRecord } from "./audit-record.ts";
import type { AuditSpool } from "./audit-spool.ts";
import type { AuditStore } from "./audit-store.ts";
import type { ChainHasher } from "./chain-hash.ts";
import { type Chains, headsOf } from "./chains.ts";
import type { Gathering } from "./gathering.ts";
import { type RecordOutcome, settleRecords } from "./settle-records.ts";
import { createStoreRetry } from "./store-retry.ts";
import type { WaitingRecord, WaitingRecords } from "./waiting-records.ts";

const REPLAY_BATCH = 500;

export interface RecordWriterDeps {
  store: AuditStore;
  spool: AuditSpool;
  chains: Chains;
  hasher: ChainHasher;
  clock: Clock;
  waiting: WaitingRecords;
  gathering: Gathering;
  /** Records that must go before these: the links of chains that start or are due. `null` heads: the store is down. */
  linksFor: (batch: readonly WaitingRecord[], storeUp: boolean) => Promise<PlainRecord[]>;
  onStored: (records: readonly ChainedRecord[]) => void;
  log: Pick<Log, "info" | "warn">;
}

/**
 * Writes what waits, one batch at a time: while a batch is under way the next one collects. When the database fails,
 * batches go to the spool until everything spooled is in the database.
 *
 * INVARIANT: records reach the database in the order of their numbers, and a number that was taken is never given up.
 */
export function createRecordWriter(deps: RecordWriterDeps) {
  const { store, spool, chains, waiting, gathering } = deps;
  let isRunning = false;
  let storeUp = true;
  let retryDue = false;
  let inFlight = 0;
  /** Numbered, but neither known to be stored nor spooled. */
  let held: ChainedRecord[] = [];
  let idle: (() => void)[] = [];

  const retry = createStoreRetry({
    ...deps,
    ping: () => store.ping(),
    onBack() {
      retryDue = true;
      kick();
    },
  });

  function settle(batch: readonly WaitingRecord[], outcome: RecordOutcome, cause?: unknown): void {
    inFlight = 0;
    settleRecords(deps.log, batch, outcome, cause);
  }

  function goDown(error: unknown): void {
    storeUp = false;
    deps.log.warn({ err: error }, "The audit store does not take records; they are spooled to the data directory");
    retry.schedule();
  }

  async function spoolHeld(): Promise<boolean> {
    if (held.length === 0) return true;
    try {
      await spool.append(held);
      held = [];
      return true;
    } catch (error) {
      deps.log.warn({ err: error }, "The audit spool takes no records");
      return false;
    }
  }

  async function storeBatch(batch: WaitingRecord[]): Promise<void> {
    let links: PlainRecord[];
    try {
      links = await deps.linksFor(batch, true);
    } catch (error) {
      goDown(error);
      return spoolBatch(batch);
    }
    const extension = chains.extend([...links, ...batch.map(({ record }) => record)]);
    // Taken before the answer comes: when it never comes, the database may have the records all the same.
    extension.commit();
    try {
      await store.append(extension.records, extension.heads, false);
    } catch (error) {
      held.push(...extension.records);
      goDown(error);
      settle(batch, (await spoolHeld()) ? "spooled" : "lost", error);
      return;
    }
    settle(batch, "stored");
    deps.onStored(extension.records);
  }

  async function spoolBatch(batch: WaitingRecord[]): Promise<void> {
    if (!(await spoolHeld())) return settle(batch, "lost");
    const links = await deps.linksFor(batch, false);
    const extension = chains.extend([...links, ...batch.map(({ record }) => record)]);
    try {
      await spool.append(extension.records);
    } catch (error) {
      deps.log.warn({ err: error }, "The audit spool takes no records");
      return settle(batch, "lost", error);
    }
    extension.commit();
    settle(batch, "spooled");
  }

  async function repeat(records: readonly ChainedRecord[]): Promise<void> {
    if (records.length === 0) return;
    const known = records.length - (await store.append(records, headsOf(deps.hasher, records), true));
    if (known === 0) return;
    // A batch whose answer was lost, most likely; a record that somebody put in its place, which only `verify` can tell.
    const message = `${known} of ${records.length} spooled audit records were in the database already; verify the chains`;
    deps.log.warn({ writerId: records[0]?.writerId, sequence: records[0]?.sequence }, message);
  }

  /** Moves the oldest spooled records into the database; the store counts as up when none is left. */
  async function replay(): Promise<void> {
    try {
      const spooled = await spool.peek(REPLAY_BATCH);
      const records = spooled.length > 0 ? spooled : held;
      await repeat(records);
      if (spooled.length > 0) await spool.drop(spooled.length);
      else held = [];
      if (records.length > 0) deps.onStored(records);
      if (spool.size() > 0 || held.length > 0) return;
      retryDue = false;
      retry.reset();
      storeUp = true;
      deps.log.info({}, "The audit store takes records; everything spooled is stored");
    } catch (error) {
      retryDue = false;
      deps.log.warn({ err: error }, "Spooled audit records could not be stored yet");
      retry.schedule();
    }
  }

  async function run(): Promise<void> {
    while (retryDue || waiting.length > 0) {
      if (retryDue) await replay();
      if (waiting.length === 0) continue;
      const batch = waiting.take();
      inFlight = batch.length;
      try {
        await (storeUp ? storeBatch(batch) : spoolBatch(batch));
      } catch (error) {
        // Not expected; whatever it was, nobody is left waiting.
        settle(batch, "lost", error);
      }
      if (storeUp) await gathering.next(batch.length);
    }
  }

  function kick(): void {
    if (isRunning) return;
    isRunning = true;
    void run().finally(() => {
      isRunning = false;
      const resolvers = idle;
      idle = [];
      for (const resolve of resolvers) resolve();
      if (retryDue || waiting.length > 0) kick();
    });
  }

  /** Resolves when nothing is under way: all that was accepted is stored or spooled. */
  async function drain(): Promise<void> {
    gathering.hurried(true);
    while (isRunning || waiting.length > 0) {
      kick();
      await new Promise<void>((resolve) => idle.push(resolve));
    }
    gathering.hurried(false);
  }

  return {
    kick,
    isStoreUp: (): boolean => storeUp,
    pending: (): number => waiting.length + inFlight + held.length,
    /** Like `drain`, after an attempt to reach the store that is under way. */
    async flush(): Promise<void> {
      await retry.answered();
      await drain();
    },
    /** Brings what earlier processes spooled into the database before anything new; gives up quietly when it is down. */
    async start(): Promise<void> {
      if (spool.size() === 0) return;
      storeUp = false;
      retryDue = true;
      kick();
      await drain();
    },
    /** Stores or spools what was accepted; what is spooled stays there for the next process. */
    async stop(): Promise<void> {
      retry.stop();
      retryDue = false;
      await drain();
    },
  };
}
