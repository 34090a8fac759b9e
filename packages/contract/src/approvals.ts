import { z } from "zod";
import { callArgumentsSchema } from "./arguments.ts";
import { capabilityKindSchema, dangerLevelSchema, principalIdSchema, serverIdSchema } from "./ids.ts";

/** pending → approved | rejected | expired; approved → executing | expired; executing → executed | failed. */
export const approvalStatusSchema = z.enum([
  "pending",
  "approved",
  "rejected",
  "expired",
  "executing",
  "executed",
  "failed",
]);
export type ApprovalStatus = z.infer<typeof approvalStatusSchema>;

/** What lists show. Times are ISO 8601. */
export const approvalViewSchema = z.object({
  approvalId: z.string(),
  status: approvalStatusSchema,
  /** Whose call it is. */
  principalId: principalIdSchema,
  principalName: z.string(),
  /** The person behind an agent. */
  ownerId: principalIdSchema.nullable(),
  clientName: z.string().nullable(),
  serverId: serverIdSchema,
  serverName: z.string(),
  kind: capabilityKindSchema,
  name: z.string(),
  canonicalName: z.string(),
  title: z.string().nullable(),
  dangerLevel: dangerLevelSchema,
  /** The decider proves again who they are. */
  needsStepUp: z.boolean(),
  /** The effect in one sentence, without any argument's value. */
  summary: z.string(),
  /** Why a person is asked: the rule or the danger level. */
  reason: z.string(),
  determinedBy: z.array(z.string()),
  /** The decider has to say why. */
  requireReason: z.boolean(),
  isEdited: z.boolean(),
  createdAt: z.string(),
  /** Pending: when the question lapses. Approved: until when the call may be made. */
  expiresAt: z.string(),
  decidedAt: z.string().nullable(),
  decidedBy: principalIdSchema.nullable(),
  decisionChannel: z.string().nullable(),
  decisionReason: z.string().nullable(),
  /** Why it expired, or how the call failed, as a sentence. */
  outcomeReason: z.string().nullable(),
  /** Whether the caller of this operation may decide it now; null: nothing left to decide. */
  mayDecide: z.boolean().nullable(),
  /** Why the caller may not, as a sentence. */
  mayNotDecideBecause: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof approvalViewSchema>;

/** Everything that will be sent, for whoever may decide. */
export const approvalDetailSchema = approvalViewSchema.extend({
  arguments: z.record(z.string(), z.unknown()),
  /** What the decider made of them. */
  editedArguments: z.record(z.string(), z.unknown()).nullable(),
  /** Why the client says it makes the call; its own words, which nobody has checked. */
  statedReason: z.string().nullable(),
  /** SHA-256 of the exact call, hex: what the decision is bound to. */
  callDigest: z.string(),
  definition: z.unknown(),
  /** Arguments of the last approved call of the same tool by the same principal, to compare with. */
  previousArguments: z.record(z.string(), z.unknown()).nullable(),
  policyVersion: z.string(),
});
export type ApprovalDetail = z.infer<typeof approvalDetailSchema>;

export const approvalRefSchema = z.object({ approvalId: z.string().min(1).max(64) });

export const listApprovalsInputSchema = z.object({
  status: approvalStatusSchema.optional(),
  principalId: principalIdSchema.optional(),
  serverId: serverIdSchema.optional(),
  name: z.string().max(512).optional(),
  /** Only those that the caller may decide. */
  decidableByMe: z.boolean().default(false),
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export const listApprovalsOutputSchema = z.object({
  approvals: z.array(approvalViewSchema),
  nextCursor: z.string().nullable(),
});

export const decideApprovalInputSchema = approvalRefSchema.extend({
  decision: z.enum(["approve", "reject"]),
  reason: z.string().trim().max(1000).optional(),
  /** Replaces the arguments of an approved call. Both versions are kept; the edited call is decided again. */
  arguments: callArgumentsSchema.optional(),
  /** The decider's own, where step-up is needed. */
  password: z.string().max(256).optional(),
});
export type DecideApprovalInput = z.infer<typeof decideApprovalInputSchema>;

export const countApprovalsOutputSchema = z.object({ pending: z.number(), decidableByMe: z.number() });

/**
 * Whether the principal who asks may decide. `other_credential`: not with the credential that asked, nor with a token
 * that it may have made.
 */
export const selfApprovalSchema = z.enum(["allowed", "other_credential", "forbidden"]);
export type SelfApproval = z.infer<typeof selfApprovalSchema>;

export const approvalSettingsSchema = z.object({
  selfApproval: selfApprovalSchema,
  /** How long a question waits, and how long an approval may be used afterwards. */
  expiresAfterSeconds: z.number().int().min(60).max(86_400),
});
export type ApprovalSettings = z.infer<typeof approvalSettingsSchema>;

/** What is left out stays as it is. */
export const updateApprovalSettingsInputSchema = approvalSettingsSchema.partial();
