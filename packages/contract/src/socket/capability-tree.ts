import { z } from "zod";
import { clientKeySchema } from "../clients.ts";

/** Numbers of the legacy wires. */
export const LEGACY_SERVER_STATUS = { online: 0, offline: 1, connecting: 2, error: 3, sleeping: 4 } as const;
export const LEGACY_CATEGORY = { template: 1, customRemote: 2, restApi: 3, skills: 4, customStdio: 5 } as const;

const toolEntrySchema = z.looseObject({
  enabled: z.boolean(),
  description: z.string().optional(),
  dangerLevel: z.number().int().min(0).max(3).optional(),
});
const plainEntrySchema = z.looseObject({ enabled: z.boolean(), description: z.string().optional() });

/** What a user has of one server; the keys of the maps are the server's own names. */
export const capabilityTreeServerSchema = z.looseObject({
  enabled: z.boolean(),
  serverName: z.string(),
  allowUserInput: z.boolean(),
  authType: z.number(),
  category: z.number(),
  /** JSON text. */
  configTemplate: z.string(),
  configured: z.boolean(),
  status: z.number(),
  tools: z.record(z.string(), toolEntrySchema),
  resources: z.record(z.string(), plainEntrySchema),
  prompts: z.record(z.string(), plainEntrySchema),
});
/** Keyed by server id. */
export const capabilityTreeSchema = z.record(z.string(), capabilityTreeServerSchema);
export type CapabilityTree = z.infer<typeof capabilityTreeSchema>;

const switchSchema = z.looseObject({
  enabled: z.boolean().optional(),
  dangerLevel: z.number().int().min(0).max(3).optional(),
});
const serverSwitchesSchema = z.looseObject({
  enabled: z.boolean().optional(),
  tools: z.record(z.string(), switchSchema).optional(),
  resources: z.record(z.string(), switchSchema).optional(),
  prompts: z.record(z.string(), switchSchema).optional(),
});
/**
 * A part of the tree: only `enabled` and a tool's `dangerLevel` are read; what is not named stays as it is, and what
 * does not exist is passed over.
 */
export const partialCapabilityTreeSchema = z.record(z.string(), serverSwitchesSchema);
export type PartialCapabilityTree = z.infer<typeof partialCapabilityTreeSchema>;

/**
 * A part of the tree and whom it is for: one client, or without `clientKey` all clients of the caller. The key cannot
 * be mistaken for a server: server ids have no capitals.
 */
export const setCapabilitiesDataSchema = z
  .object({ clientKey: clientKeySchema.optional() })
  .catchall(serverSwitchesSchema);
export type SetCapabilitiesData = z.infer<typeof setCapabilitiesDataSchema>;
