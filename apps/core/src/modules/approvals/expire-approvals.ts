import type { AuditEntry } from "../audit/audit-entry.ts";
import type { WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { type ApprovalRecord, isDue } from "./approval.ts";
import { announce, type ApprovalsDeps } from "./approval-deps.ts";

type ExpireDeps = Pick<ApprovalsDeps, "store" | "snapshots" | "audit" | "events" | "clock" | "log">;

export const TIME_IS_UP = "Nobody decided in time, or the approved call was not made in time.";
const STOPPED =
  "Core stopped while the call was under way. Whether the server carried it out is not known; it is not made again.";
const SWEEP_EVERY_MS = 15_000;
const AT_ONCE = 500;

/** Why an approval no longer speaks about what would run now; null: it does (A37, A52). */
export function whyVoid(approval: ApprovalRecord, snapshot: WorkspaceSnapshot): string | null {
  const server = snapshot.servers.get(approval.serverId);
  const capability =
    server?.server.id === approval.serverRowId
      ? server.capabilities.find(({ kind, name }) => kind === approval.kind && name === approval.name)
      : undefined;
  if (!capability) return "What was asked about does not exist any more.";
  if (capability.definitionHash !== approval.definitionHash)
    return "The server changed the definition of what was asked about.";
  return snapshot.policySetVersion === approval.policyVersion ? null : "The rules changed after the question.";
}

const endEntry = (
  approval: ApprovalRecord,
  action: string,
  reason: string,
  outcome: AuditEntry["outcome"],
): AuditEntry => ({
  workspaceId: approval.workspaceId,
  action,
  outcome,
  // Nobody does this: time, a change or a restart does.
  principalId: null,
  principalHandle: null,
  channel: "system",
  serverId: approval.serverId,
  capabilityKind: approval.kind,
  capabilityName: approval.name,
  reason,
  detail: { approvalId: approval.id, principalId: approval.principalHandle },
});

/** Ends what is over: by time, by a change of what it was about, and by a stop of Core. */
export function createExpireApprovals(deps: ExpireDeps) {
  const { store, audit, events, clock, log } = deps;
  let isClosed = false;
  let cancelSweep = (): void => {};
  let unsubscribe = (): void => {};

  /** The change took place already: a record that cannot be kept is logged, and undoes nothing. */
  const tell = async (approval: ApprovalRecord, entry: AuditEntry): Promise<void> => {
    announce(events, approval);
    await audit
      .record(entry)
      .catch((error: unknown) => log.error({ err: error, approvalId: approval.id }, "an end could not be recorded"));
  };

  /** Expires one that is open; false when somebody was faster. */
  const expire = async (approval: ApprovalRecord, reason: string): Promise<boolean> => {
    if (!(await store.expire(approval.workspaceId, approval.id, clock.now(), reason))) return false;
    await tell(approval, endEntry(approval, "approval.expire", reason, "allowed"));
    return true;
  };

  const expireDue = async (): Promise<void> => {
    const ended = await store.expireDue(clock.now(), TIME_IS_UP, AT_ONCE);
    await Promise.all(ended.map((one) => tell(one, endEntry(one, "approval.expire", TIME_IS_UP, "allowed"))));
  };

  const expireVoid = async (workspaceId: string): Promise<void> => {
    for (const approval of await store.listOpen(workspaceId)) {
      const reason = whyVoid(approval, deps.snapshots.current(workspaceId));
      if (reason !== null) await expire(approval, reason);
    }
  };

  const inBackground = (work: Promise<void>): void =>
    void work.catch((error: unknown) => isClosed || log.error({ err: error }, "approvals could not be swept"));

  const sweep = (): void => {
    inBackground(expireDue());
    cancelSweep = clock.after(SWEEP_EVERY_MS, sweep);
  };

  return {
    expire,
    expireDue,
    /** Expires the approval if its time is over; answers whether it was. */
    async lapse(approval: ApprovalRecord): Promise<boolean> {
      if (!isDue(approval, clock.now())) return false;
      await expire(approval, TIME_IS_UP);
      return true;
    },
    /**
     * Begins to sweep. What was under way when an earlier process ended is failed: it may have reached its server, so
     * it never runs again by itself (A56).
     */
    async start(): Promise<void> {
      const failed = await store.failUnfinished(clock.now(), STOPPED);
      await Promise.all(failed.map((one) => tell(one, endEntry(one, "approval.recover", STOPPED, "failed"))));
      unsubscribe = events.subscribe((event) => {
        if (event.type === "snapshot.replaced") inBackground(expireVoid(event.workspaceId));
      });
      sweep();
    },
    close(): void {
      isClosed = true;
      cancelSweep();
      unsubscribe();
    },
  };
}

export type ExpireApprovals = ReturnType<typeof createExpireApprovals>;
