import { createAuditActivity, createCountCalls } from "./audit-activity.ts";
import { createChainHasher } from "./chain-hash.ts";
import { createGetAudit } from "./get-audit.ts";
import { createListAudit } from "./list-audit.ts";
import { createReadForward } from "./read-forward.ts";
import { createRecorder, type RecorderDeps, type RecorderOptions } from "./recorder.ts";
import { createVerifyAudit } from "./verify-audit.ts";

export type { AuditEntry, AuditRecorder } from "./audit-entry.ts";
export type { AuditSpool } from "./audit-spool.ts";
export type { AuditStore } from "./audit-store.ts";

export type AuditDeps = Omit<RecorderDeps, "hasher"> & RecorderOptions;

/** The append-only record of what happened: written in batches, chained by keyed hashes, searched and verified. */
export function createAuditModule(deps: AuditDeps) {
  const hasher = createChainHasher(deps.vault.deriveKey("audit-chain"));
  const own = { ...deps, hasher };
  const { recorder, writerId, isStoreUp, backlog, flush, start, close } = createRecorder(own, deps);
  const reading = { ...own, audit: recorder };
  return {
    recorder,
    /** Id of the chains that this process writes. */
    writerId,
    isStoreUp,
    /** Records accepted but not yet stored, and records that wait in the spool. */
    backlog,
    /** Resolves when everything accepted is stored or spooled. */
    flush,
    /** Stores what earlier processes spooled. */
    start,
    close,
    list: createListAudit(reading),
    get: createGetAudit(reading),
    activity: createAuditActivity(reading),
    verify: createVerifyAudit(reading),
    /** For modules that follow the log; whoever calls has checked who asks. */
    readForward: createReadForward(own),
    countCalls: createCountCalls(own),
  };
}

export type AuditModule = ReturnType<typeof createAuditModule>;
