import { z } from "zod";
import { capabilityKindSchema, principalIdSchema, serverIdSchema } from "./ids.ts";

export const cacheScopeSchema = z.enum(["principal", "workspace"]);
/** `second_call`: kept only once the same question was asked twice within five minutes. */
export const cacheAdmissionSchema = z.enum(["first_call", "second_call"]);

const capabilityRefShape = {
  serverId: serverIdSchema,
  kind: capabilityKindSchema.default("tool"),
  /** The capability's own name; of a resource its URI, of a template the template. */
  name: z.string().min(1).max(2048),
};

/** How long, for whom and under which condition the answers of one capability are kept. */
export const cachePolicySchema = z.object({
  ...capabilityRefShape,
  kind: capabilityKindSchema,
  enabled: z.boolean(),
  ttlSeconds: z.number(),
  /** `workspace`: everybody whose permissions allow the very same call shares the answer. */
  scope: cacheScopeSchema,
  admission: cacheAdmissionSchema,
  /** Only these top-level arguments tell two calls apart; null: all arguments do. */
  keyFields: z.array(z.string()).nullable(),
  maxEntryBytes: z.number(),
  /** Tools whose calls make the answers stale: `tool` of the same server, `serverId::tool`, or `*`: any other tool of it. */
  invalidatedBy: z.array(z.string()),
  updatedAt: z.string(),
  /** In this process, since its start. */
  hits: z.number(),
  misses: z.number(),
  entries: z.number(),
  bytes: z.number(),
  /** Why nothing is kept although the policy is on; null: nothing stands against it. */
  problem: z.string().nullable(),
});
export type CachePolicyView = z.infer<typeof cachePolicySchema>;

/** What is left out stays as it is, or is the default of a new policy. */
export const setCachePolicyInputSchema = z.object({
  ...capabilityRefShape,
  enabled: z.boolean().optional(),
  ttlSeconds: z.number().int().min(1).max(86_400).optional(),
  scope: cacheScopeSchema.optional(),
  admission: cacheAdmissionSchema.optional(),
  keyFields: z.array(z.string().min(1).max(200)).max(50).nullable().optional(),
  maxEntryBytes: z
    .number()
    .int()
    .min(1024)
    .max(5 * 1024 * 1024)
    .optional(),
  invalidatedBy: z.array(z.string().min(1).max(560)).max(100).optional(),
});
export type SetCachePolicyInput = z.input<typeof setCachePolicyInputSchema>;

export const cacheCapabilityRefSchema = z.object(capabilityRefShape);

/** One kept answer, without what it says. */
export const cacheEntrySchema = z.object({
  key: z.string(),
  serverId: serverIdSchema,
  kind: capabilityKindSchema,
  name: z.string(),
  /** Null: shared by the workspace, or kept for somebody who is gone. */
  principalId: principalIdSchema.nullable(),
  scope: cacheScopeSchema,
  bytes: z.number(),
  hits: z.number(),
  storedAt: z.string(),
  expiresAt: z.string(),
});
export type CacheEntryView = z.infer<typeof cacheEntrySchema>;

export const cacheStatusSchema = z.object({
  /** Of this workspace, in this process. */
  entries: z.number(),
  bytes: z.number(),
  /** Room for the answers of all workspaces together. */
  maxBytes: z.number(),
  hits: z.number(),
  misses: z.number(),
});
export type CacheStatus = z.infer<typeof cacheStatusSchema>;

export const listCacheEntriesInputSchema = z.object({ limit: z.number().int().min(1).max(1000).default(100) });

/** What is forgotten. */
export const purgeCacheInputSchema = z.discriminatedUnion("scope", [
  z.object({ scope: z.literal("all") }),
  z.object({ scope: z.literal("server"), serverId: serverIdSchema }),
  z.object({ scope: z.literal("capability"), ...capabilityRefShape }),
  z.object({ scope: z.literal("principal"), principalId: principalIdSchema }),
  z.object({
    scope: z.literal("key"),
    key: z.string().regex(/^[0-9a-f]{64}$/, "a key as `peta cache entries` shows it"),
  }),
  z.object({ scope: z.literal("expired") }),
]);
export type PurgeCacheInput = z.input<typeof purgeCacheInputSchema>;

export const purgedSchema = z.object({ purged: z.number() });
