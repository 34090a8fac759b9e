import type { ApprovalSettings } from "@peta/contract";
import { type ApprovalRecord, isDue, OPEN, type SealedApproval } from "../approval.ts";
import type { ApprovalFilter, ApprovalStore, AskingLimits, Undecidable } from "../approval-store.ts";
import { reachesApi } from "../may-decide.ts";

const newestFirst = (a: ApprovalRecord, b: ApprovalRecord): number =>
  b.createdAt - a.createdAt || (b.id < a.id ? -1 : 1);

const isUndecidable =
  (row: ApprovalRecord) =>
  (rule: Undecidable): boolean =>
    (rule.principalId ?? row.principalId) === row.principalId &&
    (rule.clientKey ?? row.clientKey) === row.clientKey &&
    (rule.roles?.includes(row.principalRole) ?? true) &&
    (!rule.reachesApi || reachesApi(row.clientKey));

const fits =
  (workspaceId: string, { reach, except, after, ...filter }: ApprovalFilter) =>
  (row: ApprovalRecord): boolean =>
    row.workspaceId === workspaceId &&
    (reach.kind === "workspace" || row.principalId === reach.principalId || row.ownerId === reach.principalId) &&
    (filter.status ?? row.status) === row.status &&
    (filter.principalHandle ?? row.principalHandle) === row.principalHandle &&
    (filter.serverId ?? row.serverId) === row.serverId &&
    (filter.name ?? row.name) === row.name &&
    !except?.some(isUndecidable(row)) &&
    (!after || row.createdAt < after.createdAt || (row.createdAt === after.createdAt && row.id < after.id));

/** 0: another question may be put now. */
function secondsUntilAllowed(rows: readonly ApprovalRecord[], asked: ApprovalRecord, limits: AskingLimits): number {
  const own = rows.filter(({ principalId }) => principalId === asked.principalId);
  const recent = own
    .filter((row) => row.serverRowId === asked.serverRowId && row.kind === asked.kind && row.name === asked.name)
    .filter((row) => row.createdAt > asked.createdAt - limits.windowMs);
  const same = recent.filter((row) => row.callDigest === asked.callDigest);
  const oldest = recent.length >= limits.perCapability ? recent[0] : same.length >= limits.perCall ? same[0] : null;
  if (oldest) return Math.max(1, Math.ceil((oldest.createdAt + limits.windowMs - asked.createdAt) / 1000));
  const pending = own.filter((row) => row.status === "pending" && row.expiresAt > asked.createdAt);
  return pending.length >= limits.pending ? Math.ceil(limits.windowMs / 1000) : 0;
}

/** The tests' twin of the store: the same contract, in memory. */
export function createMemoryApprovalStore(): ApprovalStore & { rows: SealedApproval[]; settings: ApprovalSettings } {
  const rows: SealedApproval[] = [];
  const settings: ApprovalSettings = { selfApproval: "other_credential", expiresAfterSeconds: 600 };
  const find = (workspaceId: string, id: string) =>
    rows.find((row) => row.workspaceId === workspaceId && row.id === id) ?? null;
  const move = (row: SealedApproval | null, may: boolean, change: Partial<SealedApproval>): boolean => {
    if (!row || !may) return false;
    Object.assign(row, change);
    return true;
  };
  const isWaiting = ({ status }: ApprovalRecord): boolean => status === "pending" || status === "approved";
  return {
    rows,
    settings,
    async insert(approval, limits) {
      const open = ({ workspaceId, callDigest, status }: ApprovalRecord): boolean =>
        workspaceId === approval.workspaceId && callDigest === approval.callDigest && OPEN.includes(status);
      if (rows.some(open)) return { kind: "exists" };
      const retryAfterSeconds = secondsUntilAllowed(rows, approval, limits);
      if (retryAfterSeconds > 0) return { kind: "limited", retryAfterSeconds };
      rows.push({ ...approval });
      return { kind: "inserted" };
    },
    find: async (workspaceId, id) => structuredClone(find(workspaceId, id)),
    findByDigest: async (workspaceId, callDigest) =>
      structuredClone(
        rows.filter((row) => row.workspaceId === workspaceId && row.callDigest === callDigest).sort(newestFirst)[0] ??
          null,
      ),
    findPrevious: async (approval) =>
      structuredClone(
        rows
          .filter((row) => row.id !== approval.id && row.createdAt <= approval.createdAt)
          .filter((row) => row.decidedAt !== null && row.status !== "rejected")
          .filter((row) => row.principalId === approval.principalId && row.serverRowId === approval.serverRowId)
          .filter((row) => row.kind === approval.kind && row.name === approval.name)
          .sort((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0))[0] ?? null,
      ),
    list: async (workspaceId, filter, limit) =>
      structuredClone(rows.filter(fits(workspaceId, filter)).sort(newestFirst).slice(0, limit)),
    count: async (workspaceId, filter) => rows.filter(fits(workspaceId, filter)).length,
    listOpen: async (workspaceId) =>
      structuredClone(rows.filter((row) => row.workspaceId === workspaceId && isWaiting(row))),
    async decide(workspaceId, id, decision) {
      const row = find(workspaceId, id);
      const may = row?.status === "pending" && row.expiresAt > decision.decidedAt;
      return move(row, may, { ...decision, isEdited: decision.sealedEdit !== null });
    },
    async claim(workspaceId, id, at) {
      const row = find(workspaceId, id);
      return move(row, row?.status === "approved" && row.expiresAt > at, { status: "executing" });
    },
    async finish(workspaceId, id, status, _at, outcomeReason) {
      const row = find(workspaceId, id);
      return move(row, row?.status === "executing", { status, outcomeReason });
    },
    async expire(workspaceId, id, _at, outcomeReason) {
      const row = find(workspaceId, id);
      return move(row, row !== null && isWaiting(row), { status: "expired", outcomeReason });
    },
    async expireDue(at, outcomeReason, limit) {
      const due = rows.filter((row) => isDue(row, at)).slice(0, limit);
      for (const row of due) Object.assign(row, { status: "expired", outcomeReason });
      return structuredClone(due);
    },
    async failUnfinished(_before, outcomeReason) {
      const unfinished = rows.filter(({ status }) => status === "executing");
      for (const row of unfinished) Object.assign(row, { status: "failed", outcomeReason });
      return structuredClone(unfinished);
    },
    readSettings: async () => ({ ...settings }),
    async saveSettings(_workspaceId, { selfApproval, expiresAfterSeconds }) {
      Object.assign(settings, {
        ...(selfApproval !== undefined && { selfApproval }),
        ...(expiresAfterSeconds !== undefined && { expiresAfterSeconds }),
      });
    },
  };
}
