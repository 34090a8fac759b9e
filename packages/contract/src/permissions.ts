import { z } from "zod";
import { callKindSchema, capabilityKindSchema, dangerLevelSchema, principalIdSchema, serverIdSchema } from "./ids.ts";

/** A whole server, or one capability of it. */
export const permissionTargetSchema = z.object({
  serverId: serverIdSchema,
  capability: z.object({ kind: capabilityKindSchema.default("tool"), name: z.string().min(1) }).optional(),
});

/** Layer 2. `null` takes the switch away, so that the server's default speaks again. */
export const setPermissionInputSchema = permissionTargetSchema.extend({
  principalId: principalIdSchema,
  enabled: z.boolean().nullable(),
});

export const showPermissionsInputSchema = z.object({
  principalId: principalIdSchema,
  clientKey: z.string().optional(),
});

export const layerVerdictSchema = z.enum(["pass", "deny", "not_said"]);

export const effectivePermissionSchema = z.object({
  kind: capabilityKindSchema,
  name: z.string(),
  canonicalName: z.string(),
  title: z.string().nullable(),
  effect: z.enum(["allow", "deny", "require_approval", "require_approval_with_step_up"]),
  /** A rule looks at the arguments: `effect` is what holds without any, and each call is decided by its own. */
  dependsOnArguments: z.boolean(),
  dangerLevel: dangerLevelSchema,
  layers: z.object({ server: layerVerdictSchema, administrator: layerVerdictSchema, user: layerVerdictSchema }),
  /** The administrator's own switch on this capability, if there is one. */
  switch: z.boolean().nullable(),
  determinedBy: z.array(z.string()),
  reason: z.string(),
});
export type EffectivePermission = z.infer<typeof effectivePermissionSchema>;

export const effectivePermissionsSchema = z.object({
  principalId: principalIdSchema,
  policyVersion: z.string(),
  servers: z.array(
    z.object({
      serverId: serverIdSchema,
      displayName: z.string(),
      enabled: z.boolean(),
      publicAccess: z.boolean(),
      /** The administrator's switch on the whole server, if there is one. */
      switch: z.boolean().nullable(),
      capabilities: z.array(effectivePermissionSchema),
    }),
  ),
});
export type EffectivePermissions = z.infer<typeof effectivePermissionsSchema>;

export const explainInputSchema = z.object({
  principalId: principalIdSchema,
  serverId: serverIdSchema,
  kind: callKindSchema.default("tool"),
  name: z.string().min(1),
  arguments: z.record(z.string(), z.unknown()).optional(),
});

/** The rule format of `packages/policy`; its compiler checks the rest and names the rule that is wrong. */
export const ruleSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9._-]{0,63}$/, "a rule id is a lower-case letter, then letters, digits, '.', '_' or '-'"),
  description: z.string().max(500).optional(),
  priority: z.number().int().min(0).max(1_000_000),
  match: z
    .object({
      servers: z.array(z.string()).optional(),
      capabilities: z.array(z.string()).optional(),
      kinds: z.array(callKindSchema).optional(),
      principals: z.array(z.string()).optional(),
      roles: z.array(z.string()).optional(),
    })
    .strict(),
  when: z.string().max(4096).optional(),
  effect: z.enum(["allow", "deny", "approve", "approve_with_step_up"]),
  obligations: z
    .object({
      notify: z.boolean().optional(),
      requireReason: z.boolean().optional(),
      redactArguments: z.array(z.string()).optional(),
      redactResult: z.array(z.string()).optional(),
    })
    .strict()
    .optional(),
  enforcement: z.enum(["enforce", "observe"]).optional(),
});

export const policySetSchema = z.object({ version: z.number().int(), rules: z.array(ruleSchema) });
/** `version` is the one that was edited: saving over a newer one is refused. */
export const savePolicySetInputSchema = policySetSchema;
