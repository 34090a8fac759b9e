import type { Approval, Prisma } from "@peta/db";
import type { DangerLevel } from "@peta/policy";
import type { ApprovalRecord, SealedApproval } from "../../modules/approvals/approval.ts";
import { DESK_CLIENT_ID } from "@peta/contract";
import type { ApprovalFilter, Undecidable } from "../../modules/approvals/approval-store.ts";
import { toRole, toRoleNumber } from "./to-principal.ts";

/** What a record shows of its neighbours. */
export const withNames = {
  principal: {
    select: { handle: true, displayName: true, role: true, ownerId: true, owner: { select: { handle: true } } },
  },
  server: { select: { serverId: true, displayName: true } },
} as const;

type NamedRow = Omit<Approval, "sealedCall"> & {
  principal: {
    handle: string;
    displayName: string;
    role: number;
    ownerId: string | null;
    owner: { handle: string } | null;
  };
  server: { serverId: string; displayName: string };
};

export const toRecord = (row: NamedRow): ApprovalRecord => ({
  id: row.id,
  workspaceId: row.workspaceId,
  principalId: row.principalId,
  principalHandle: row.principal.handle,
  principalName: row.principal.displayName,
  principalRole: toRole(row.principal.role),
  ownerId: row.principal.ownerId,
  ownerHandle: row.principal.owner?.handle ?? null,
  clientKey: row.clientKey,
  clientName: row.clientName,
  serverRowId: row.serverRowId,
  serverId: row.server.serverId,
  serverName: row.server.displayName,
  kind: row.capabilityKind,
  name: row.capabilityName,
  title: row.title,
  callDigest: row.callDigest,
  definitionHash: row.definitionHash,
  policyVersion: row.policyVersion,
  dangerLevel: row.dangerLevel as DangerLevel,
  needsStepUp: row.needsStepUp,
  requireReason: row.requireReason,
  summary: row.summary,
  reason: row.reason,
  determinedBy: row.determinedBy,
  status: row.status,
  createdAt: row.createdAt.getTime(),
  expiresAt: row.expiresAt.getTime(),
  decidedAt: row.decidedAt?.getTime() ?? null,
  decidedById: row.decidedById,
  decidedByHandle: row.decidedByHandle,
  decisionChannel: row.decisionChannel,
  decisionReason: row.decisionReason,
  isSteppedUp: row.isSteppedUp,
  isEdited: row.sealedEdit !== null,
  outcomeReason: row.outcomeReason,
});

export const toSealed = (row: NamedRow & { sealedCall: Uint8Array }): SealedApproval => ({
  ...toRecord(row),
  sealedCall: row.sealedCall,
  sealedEdit: row.sealedEdit,
});

/** Columns of a new row; a question is pending and undecided when it is put. */
export const fromSealed = (approval: SealedApproval) => ({
  id: approval.id,
  workspaceId: approval.workspaceId,
  principalId: approval.principalId,
  clientKey: approval.clientKey,
  clientName: approval.clientName,
  serverRowId: approval.serverRowId,
  capabilityKind: approval.kind,
  capabilityName: approval.name,
  title: approval.title,
  callDigest: approval.callDigest,
  definitionHash: approval.definitionHash,
  policyVersion: approval.policyVersion,
  dangerLevel: approval.dangerLevel,
  needsStepUp: approval.needsStepUp,
  requireReason: approval.requireReason,
  summary: approval.summary,
  reason: approval.reason,
  determinedBy: [...approval.determinedBy],
  sealedCall: Uint8Array.from(approval.sealedCall),
  createdAt: new Date(approval.createdAt),
  expiresAt: new Date(approval.expiresAt),
});

const fromUndecidable = ({ principalId, clientKey, roles, reachesApi }: Undecidable): Prisma.ApprovalWhereInput => ({
  ...(principalId !== undefined && { principalId }),
  ...(clientKey !== undefined && { clientKey }),
  ...(roles && { principal: { role: { in: roles.map(toRoleNumber) } } }),
  ...(reachesApi && {
    OR: [{ clientKey: { not: { startsWith: "oauth:" } } }, { clientKey: `oauth:${DESK_CLIENT_ID}` }],
  }),
});

/** INVARIANT: every condition holds together with the workspace and the reach. */
export function toWhere(workspaceId: string, filter: ApprovalFilter): Prisma.ApprovalWhereInput {
  const { reach, status, principalHandle, serverId, name, except, after } = filter;
  const and: Prisma.ApprovalWhereInput[] = [{ workspaceId }];
  if (reach.kind === "own")
    and.push({ OR: [{ principalId: reach.principalId }, { principal: { ownerId: reach.principalId } }] });
  if (status !== undefined) and.push({ status });
  if (principalHandle !== undefined) and.push({ principal: { handle: principalHandle } });
  if (serverId !== undefined) and.push({ server: { serverId } });
  if (name !== undefined) and.push({ capabilityName: name });
  for (const undecidable of except ?? []) and.push({ NOT: fromUndecidable(undecidable) });
  if (after) {
    const createdAt = new Date(after.createdAt);
    and.push({ OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: after.id } }] });
  }
  return { AND: and };
}
