import { z } from "zod";

const globSchema = z.string().min(1).max(512);
const literalSchema: z.ZodType<LegacyOperand> = z.union([
  z.string().max(4096),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string().max(4096), z.number(), z.boolean(), z.null()])).max(200),
]);
export type LegacyOperand = string | number | boolean | null | (string | number | boolean | null)[];

export const LEGACY_OPERATORS = ["eq", "neq", "gt", "gte", "lt", "lte", "in", "not_in", "matches"] as const;
export const LEGACY_EXTRACT_TYPES = ["string", "number", "boolean", "url.host", "bytes.length"] as const;
export const LEGACY_DECISIONS = ["ALLOW", "REQUIRE_APPROVAL", "DENY"] as const;

export const legacyConditionSchema = z.looseObject({
  /** A text that starts with `$` is a path into the arguments and the extracted variables; all else is literal. */
  left: literalSchema,
  op: z.enum(LEGACY_OPERATORS),
  right: literalSchema,
});
export type LegacyCondition = z.output<typeof legacyConditionSchema>;

export const legacyExtractSchema = z.looseObject({
  path: z.string().min(1).max(512),
  type: z.enum(LEGACY_EXTRACT_TYPES),
});
export type LegacyExtract = z.output<typeof legacyExtractSchema>;

export const legacyRuleSchema = z.looseObject({
  id: z.string().max(200).optional(),
  /** The lower number speaks first. */
  priority: z.number().default(1000),
  match: z.looseObject({ tool: globSchema.optional(), serverId: globSchema.optional() }).default({}),
  extract: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/), legacyExtractSchema).default({}),
  when: z.array(legacyConditionSchema).max(32).default([]),
  effect: z.looseObject({ decision: z.enum(LEGACY_DECISIONS), reason: z.string().max(500).optional() }),
});
export type LegacyRule = z.output<typeof legacyRuleSchema>;

export const legacyDslSchema = z.looseObject({
  schemaVersion: z.number().optional(),
  rules: z.array(legacyRuleSchema).max(500),
});
export type LegacyDsl = z.output<typeof legacyDslSchema>;

const serverIdSchema = z.string().min(1).max(128).nullable();
const idSchema = z.string().min(1).max(64);

/** The source is kept as it was sent; `legacyDslSchema` reads it. */
const dslSchema = z.record(z.string(), z.unknown());
export const createPolicySetSchema = z.looseObject({ serverId: serverIdSchema.default(null), dsl: dslSchema });
/** Without the key: all sets. With null: those for all servers only. */
export const getPolicySetsSchema = z.looseObject({ serverId: serverIdSchema.optional() });
export const updatePolicySetSchema = z.looseObject({
  id: idSchema,
  dsl: dslSchema.optional(),
  status: z.enum(["active", "archived"]).optional(),
});
export const policySetRefSchema = z.looseObject({ id: idSchema });
export const getEffectivePolicySchema = z.looseObject({ serverId: serverIdSchema.default(null) });

export interface LegacyPolicySetRow {
  id: string;
  serverId: string | null;
  version: number;
  status: "active" | "archived";
  dsl: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
  /** False: somebody changed or removed the rules of this set in the Console since. */
  isInForce: boolean;
}
