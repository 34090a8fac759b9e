import { z } from "zod";

/** How it ended. `held`: it was not made, for it waits for a person's decision; once there is one it is made anew. */
export const auditOutcomeSchema = z.enum(["allowed", "held", "denied", "failed", "cancelled"]);
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

/** By which way it came; `public`: MCP without a sign-in. */
export const auditChannelSchema = z.enum(["mcp", "public", "api", "console", "desk", "cli", "socket", "system"]);
export type AuditChannel = z.infer<typeof auditChannelSchema>;

export const listAuditInputSchema = z.object({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  principalId: z.string().optional(),
  serverId: z.string().optional(),
  /** Capability name, exact. */
  capability: z.string().optional(),
  action: z.string().optional(),
  outcome: auditOutcomeSchema.optional(),
  channel: auditChannelSchema.optional(),
  limit: z.number().int().min(1).max(500).default(50),
  /** `nextCursor` of the page before. */
  cursor: z.string().optional(),
});
export type ListAuditInput = z.input<typeof listAuditInputSchema>;

export const auditRowSchema = z.object({
  auditId: z.string(),
  occurredAt: z.string(),
  action: z.string(),
  outcome: auditOutcomeSchema,
  principalId: z.string().nullable(),
  channel: auditChannelSchema,
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  serverId: z.string().nullable(),
  capabilityKind: z.string().nullable(),
  capabilityName: z.string().nullable(),
  decision: z.string().nullable(),
  determinedBy: z.array(z.string()),
  /** Why it was decided so. Of what was let through and failed all the same: first what went wrong, then that. */
  reason: z.string().nullable(),
  errorCode: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

export const auditDetailSchema = auditRowSchema.extend({
  ipAddress: z.string().nullable(),
  sessionId: z.string().nullable(),
  requestId: z.string().nullable(),
  /** What was asked for or changed: opened from its seal for those who may read it. */
  detail: z.unknown(),
  chain: z.object({ writerId: z.string(), sequence: z.string(), previousHash: z.string(), hash: z.string() }),
});
export type AuditDetail = z.infer<typeof auditDetailSchema>;

export const auditPageSchema = z.object({ rows: z.array(auditRowSchema), nextCursor: z.string().nullable() });

export const auditVerificationSchema = z.object({
  ok: z.boolean(),
  rows: z.number(),
  chains: z.array(
    z.object({
      writerId: z.string(),
      rows: z.number(),
      ok: z.boolean(),
      /** First thing found wrong: a sentence with the sequence number. */
      problem: z.string().nullable(),
    }),
  ),
  checkedAt: z.string(),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;

export const auditActivityInputSchema = z.object({ hours: z.number().int().min(1).max(168).default(24) });
export const auditActivitySchema = z.object({
  buckets: z.array(
    z.object({
      at: z.string(),
      allowed: z.number(),
      held: z.number(),
      denied: z.number(),
      failed: z.number(),
      cancelled: z.number(),
    }),
  ),
  topTools: z.array(z.object({ canonicalName: z.string(), calls: z.number() })),
  latencyMs: z.object({ p50: z.number().nullable(), p95: z.number().nullable() }),
});
