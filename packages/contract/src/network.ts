import { z } from "zod";
import { principalIdSchema } from "./ids.ts";

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::1`, `2001:db8::/32`. */
export const ipRangeSchema = z.string().trim().min(2).max(64);

export const ipRuleViewSchema = z.object({
  ruleId: z.string(),
  range: z.string(),
  note: z.string().nullable(),
  createdAt: z.string(),
  createdBy: principalIdSchema.nullable(),
});
export type IpRuleView = z.infer<typeof ipRuleViewSchema>;

export const addIpRuleInputSchema = z.object({
  range: ipRangeSchema,
  note: z.string().trim().max(200).optional(),
  /** Save although the caller's own address would be shut out. */
  lockMeOut: z.boolean().default(false),
});

export const removeIpRuleInputSchema = z.object({ ruleId: z.string().min(1), lockMeOut: z.boolean().default(false) });

/** Without rules every address may come. */
export const ipRulesSchema = z.object({
  rules: z.array(ipRuleViewSchema),
  /** Where the question came from, as Core sees it; null when Core cannot tell. */
  yourAddress: z.string().nullable(),
  /** False: Core was started with PETA_IGNORE_ADDRESS_RULES, and every address may come. */
  isEnforced: z.boolean(),
});
export type IpRules = z.infer<typeof ipRulesSchema>;

/** Requests in any sixty seconds. Null: no limit of its own; for a principal, the workspace's holds then. */
export const ratePerMinuteSchema = z.number().int().min(1).max(1_000_000).nullable();

export const workspaceLimitsSchema = z.object({
  /** For each principal that has no limit of its own. */
  principalRatePerMinute: ratePerMinuteSchema,
  /** For all principals of the workspace together. */
  workspaceRatePerMinute: ratePerMinuteSchema,
});
export type WorkspaceLimits = z.infer<typeof workspaceLimitsSchema>;

export const setPrincipalLimitInputSchema = z.object({
  principalId: principalIdSchema,
  ratePerMinute: ratePerMinuteSchema,
});
