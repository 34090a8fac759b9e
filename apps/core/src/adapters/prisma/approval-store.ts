import type { Prisma, PrismaClient } from "@peta/db";
import type { ApprovalRecord } from "../../modules/approvals/approval.ts";
import { OPEN } from "../../modules/approvals/approval.ts";
import type { ApprovalStore, AskingLimits, Insertion } from "../../modules/approvals/approval-store.ts";
import { fromSealed, toRecord, toSealed, toWhere, withNames } from "./approval-rows.ts";
import { isUniqueViolation } from "./errors.ts";

const NEWEST_FIRST = [{ createdAt: "desc" as const }, { id: "desc" as const }];
const UNSEALED = { omit: { sealedCall: true }, include: withNames } as const;
/** In these an approval can still run out. */
const WAITING = { in: ["pending" as const, "approved" as const] };

export function createApprovalStore({ prisma }: { prisma: PrismaClient }): ApprovalStore {
  /** One conditional update: true for the one that made it. */
  const move = async (
    workspaceId: string,
    id: string,
    from: Prisma.ApprovalWhereInput,
    data: Prisma.ApprovalUncheckedUpdateManyInput,
  ): Promise<boolean> => (await prisma.approval.updateMany({ where: { ...from, id, workspaceId }, data })).count === 1;

  /** Moves many at once; answers those that this very update moved. */
  const moveAll = async (
    ids: string[] | undefined,
    from: Prisma.ApprovalWhereInput,
    data: Prisma.ApprovalUncheckedUpdateManyInput,
  ): Promise<ApprovalRecord[]> => {
    const moved = await prisma.approval.updateManyAndReturn({
      where: { ...from, ...(ids && { id: { in: ids } }) },
      data,
      select: { id: true },
    });
    if (moved.length === 0) return [];
    const where = { id: { in: moved.map(({ id }) => id) } };
    return (await prisma.approval.findMany({ where, ...UNSEALED })).map(toRecord);
  };

  return {
    async insert(approval, limits) {
      try {
        return await prisma.$transaction(async (tx): Promise<Insertion> => {
          // Questions of one principal follow one another, so that two at once cannot both be the last one allowed.
          await tx.$queryRaw`SELECT 1 FROM principals WHERE id = ${approval.principalId} FOR NO KEY UPDATE`;
          const { workspaceId, callDigest } = approval;
          const same = { workspaceId, callDigest, status: { in: [...OPEN] } };
          if ((await tx.approval.count({ where: same })) > 0) return { kind: "exists" };
          const retryAfterSeconds = await secondsUntilAllowed(tx, approval, limits);
          if (retryAfterSeconds > 0) return { kind: "limited", retryAfterSeconds };
          await tx.approval.create({ data: fromSealed(approval) });
          return { kind: "inserted" };
        });
      } catch (error) {
        if (isUniqueViolation(error)) return { kind: "exists" };
        throw error;
      }
    },

    async find(workspaceId, id) {
      const row = await prisma.approval.findUnique({ where: { id, workspaceId }, include: withNames });
      return row && toSealed(row);
    },

    async findByDigest(workspaceId, callDigest) {
      const row = await prisma.approval.findFirst({
        where: { workspaceId, callDigest },
        orderBy: NEWEST_FIRST,
        include: withNames,
      });
      return row && toSealed(row);
    },

    async findPrevious({ workspaceId, principalId, serverRowId, kind, name, id, createdAt }) {
      const row = await prisma.approval.findFirst({
        where: {
          workspaceId,
          principalId,
          serverRowId,
          capabilityKind: kind,
          capabilityName: name,
          decidedAt: { not: null },
          status: { not: "rejected" },
          id: { not: id },
          createdAt: { lte: new Date(createdAt) },
        },
        orderBy: { decidedAt: "desc" },
        include: withNames,
      });
      return row && toSealed(row);
    },

    async list(workspaceId, filter, limit) {
      const where = toWhere(workspaceId, filter);
      const rows = await prisma.approval.findMany({ where, orderBy: NEWEST_FIRST, take: limit, ...UNSEALED });
      return rows.map(toRecord);
    },

    count: (workspaceId, filter) => prisma.approval.count({ where: toWhere(workspaceId, filter) }),

    async listOpen(workspaceId) {
      const rows = await prisma.approval.findMany({ where: { workspaceId, status: WAITING }, ...UNSEALED });
      return rows.map(toRecord);
    },

    decide: (workspaceId, id, { decidedAt, expiresAt, sealedEdit, ...decision }) =>
      move(
        workspaceId,
        id,
        { status: "pending", expiresAt: { gt: new Date(decidedAt) } },
        {
          ...decision,
          sealedEdit: sealedEdit && Uint8Array.from(sealedEdit),
          decidedAt: new Date(decidedAt),
          expiresAt: new Date(expiresAt),
        },
      ),

    claim(workspaceId, id, at) {
      const now = new Date(at);
      const from = { status: "approved" as const, expiresAt: { gt: now } };
      return move(workspaceId, id, from, { status: "executing", claimedAt: now });
    },

    finish: (workspaceId, id, status, at, outcomeReason) =>
      move(workspaceId, id, { status: "executing" }, { status, finishedAt: new Date(at), outcomeReason }),

    expire: (workspaceId, id, at, outcomeReason) =>
      move(workspaceId, id, { status: WAITING }, { status: "expired", finishedAt: new Date(at), outcomeReason }),

    async expireDue(at, outcomeReason, limit) {
      const now = new Date(at);
      const due = { status: WAITING, expiresAt: { lte: now } };
      const found = await prisma.approval.findMany({ where: due, select: { id: true }, take: limit });
      if (found.length === 0) return [];
      const ids = found.map(({ id }) => id);
      return moveAll(ids, due, { status: "expired", finishedAt: now, outcomeReason });
    },

    failUnfinished: (before, outcomeReason) =>
      moveAll(
        undefined,
        { status: "executing", claimedAt: { lt: new Date(before) } },
        { status: "failed", finishedAt: new Date(before), outcomeReason },
      ),

    async readSettings(workspaceId) {
      const row = await prisma.workspace.findUniqueOrThrow({
        where: { id: workspaceId },
        select: { selfApproval: true, approvalExpiresAfterSeconds: true },
      });
      return { selfApproval: row.selfApproval, expiresAfterSeconds: row.approvalExpiresAfterSeconds };
    },

    async saveSettings(workspaceId, { selfApproval, expiresAfterSeconds }) {
      const data = {
        ...(selfApproval !== undefined && { selfApproval }),
        ...(expiresAfterSeconds !== undefined && { approvalExpiresAfterSeconds: expiresAfterSeconds }),
      };
      await prisma.workspace.update({ where: { id: workspaceId }, data });
    },
  };
}

/** 0: another question may be put now. */
async function secondsUntilAllowed(
  tx: Prisma.TransactionClient,
  approval: ApprovalRecord,
  limits: AskingLimits,
): Promise<number> {
  const { principalId, serverRowId, kind, name, callDigest, createdAt } = approval;
  const now = new Date(createdAt);
  const recent = {
    principalId,
    serverRowId,
    capabilityKind: kind,
    capabilityName: name,
    createdAt: { gt: new Date(createdAt - limits.windowMs) },
  };
  const asked = await tx.approval.findMany({
    where: recent,
    select: { callDigest: true, createdAt: true },
    orderBy: { createdAt: "asc" },
  });
  const same = asked.filter((one) => one.callDigest === callDigest);
  const oldest = asked.length >= limits.perCapability ? asked[0] : same.length >= limits.perCall ? same[0] : undefined;
  if (oldest) return Math.max(1, Math.ceil((oldest.createdAt.getTime() + limits.windowMs - createdAt) / 1000));
  const pending = { principalId, status: "pending" as const, expiresAt: { gt: now } };
  return (await tx.approval.count({ where: pending })) >= limits.pending ? Math.ceil(limits.windowMs / 1000) : 0;
}
