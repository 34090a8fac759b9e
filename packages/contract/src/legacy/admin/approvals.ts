import { z } from "zod";

export const LEGACY_APPROVAL_STATUS = [
  "PENDING",
  "APPROVED",
  "REJECTED",
  "EXPIRED",
  "EXECUTING",
  "EXECUTED",
  "FAILED",
] as const;

export const listApprovalRequestsSchema = z.looseObject({
  userId: z.string().max(64).optional(),
  serverId: z.string().max(128).optional(),
  toolName: z.string().max(512).optional(),
  status: z.enum(LEGACY_APPROVAL_STATUS).optional(),
  page: z.number().int().min(1).max(100_000).default(1),
  pageSize: z
    .number()
    .int()
    .min(1)
    .default(20)
    .transform((size) => Math.min(size, 100)),
});
export const approvalRequestRefSchema = z.looseObject({ id: z.string().min(1).max(64) });
export const decideApprovalRequestSchema = approvalRequestRefSchema.extend({
  decision: z.enum(["APPROVED", "REJECTED"]),
  reason: z.string().trim().max(1000).optional(),
  /** The decider's own, for calls of danger level 3. */
  password: z.string().max(256).optional(),
});
export const countPendingApprovalsSchema = z.looseObject({ userId: z.string().max(64).optional() });

export interface LegacyApprovalRow {
  id: string;
  resumeToken: string;
  userId: string;
  serverId: string;
  toolName: string;
  canonicalArgs: Record<string, unknown>;
  redactedArgs: Record<string, unknown>;
  requestHash: string;
  policyVersion: string;
  status: (typeof LEGACY_APPROVAL_STATUS)[number];
  expiresAt: string;
  decidedAt: string | null;
  decisionReason: string | null;
  decidedByUserId: string | null;
  decidedByRole: number | null;
  decisionChannel: string | null;
  executedAt: string | null;
  executionError: string | null;
  executionResult: null;
  executionResultAvailable: boolean;
  uniformRequestId: string | null;
  createdAt: string;
  updatedAt: string;
}
