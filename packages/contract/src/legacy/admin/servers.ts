import { z } from "zod";
import { jsonOrText, secondsSchema } from "./envelope.ts";
import { targetSchema } from "./users.ts";

export const legacyServerIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, "a serverId has no control characters");

const itemSchema = z.looseObject({ enabled: z.boolean().optional() });
/** An empty danger level leaves the stored one. */
const toolItemSchema = itemSchema.extend({ dangerLevel: z.number().int().min(0).max(3).optional() });
export const legacyCapabilitiesSchema = z.looseObject({
  tools: z.record(z.string(), toolItemSchema).nullish(),
  resources: z.record(z.string(), itemSchema).nullish(),
  prompts: z.record(z.string(), itemSchema).nullish(),
});
export type LegacyCapabilities = z.output<typeof legacyCapabilitiesSchema>;

const capabilitiesSchema = jsonOrText(legacyCapabilitiesSchema);
const serverNameSchema = z
  .string()
  .max(128)
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, "a serverName has no control characters");
const anonymousRateSchema = z.number().int().min(1).max(1000);
/** Checked against the category by the module: one of the old shapes, as JSON text. */
const configTemplateSchema = z.string().max(1_000_000).nullish();

/** Not blank and not `{}`: JSON text of EncryptedData. */
const launchConfigSchema = z
  .string()
  .max(1_000_000)
  .refine((text) => text.trim() !== "" && text.trim() !== "{}", "launchConfig is empty");

export const updateServerCapabilitiesSchema = targetSchema.extend({ capabilities: capabilitiesSchema.optional() });
export const updateServerLaunchSchema = targetSchema.extend({ launchConfig: launchConfigSchema });

export const createServerSchema = z.looseObject({
  serverId: legacyServerIdSchema,
  launchConfig: launchConfigSchema,
  category: z.number().int().min(1).max(5),
  authType: z.number().int().min(1).max(18).default(1),
  allowUserInput: z.boolean().default(false),
  configTemplate: configTemplateSchema,
  serverName: serverNameSchema.default(""),
  enabled: z.boolean().default(true),
  proxyId: z.number().int().min(0).max(2_147_483_647).default(0),
  toolTmplId: z.string().max(256).nullable().default(null),
  lazyStartEnabled: z.boolean().default(true),
  publicAccess: z.boolean().default(false),
  anonymousAccess: z.boolean().default(false),
  anonymousRateLimit: anonymousRateSchema.default(10),
  createdAt: secondsSchema.optional(),
  updatedAt: secondsSchema.optional(),
});

export const getServersSchema = z.looseObject({
  serverId: z.string().optional(),
  proxyId: z.number().int().optional(),
  enabled: z.boolean().optional(),
});

export const updateServerSchema = z.looseObject({
  serverId: z.string(),
  serverName: serverNameSchema.optional(),
  /** The text, or the same as an object. Empty leaves the stored one. */
  launchConfig: z
    .union([z.string().max(1_000_000), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))])
    .optional(),
  capabilities: capabilitiesSchema.optional(),
  enabled: z.boolean().optional(),
  configTemplate: configTemplateSchema,
  lazyStartEnabled: z.boolean().optional(),
  publicAccess: z.boolean().optional(),
  anonymousAccess: z.boolean().optional(),
  anonymousRateLimit: anonymousRateSchema.optional(),
  allowUserInput: z.boolean().optional(),
});

export const serverRefDataSchema = z.looseObject({ serverId: z.string() });
export const reauthorizeServerSchema = serverRefDataSchema.extend({
  code: z.string().min(1),
  redirectUri: z.string().min(1),
  pkceVerifier: z.string().optional(),
});

/** What is inside of a launchConfig's envelope. `type` may be missing: a command is stdio, a URL is http. */
export const legacyLaunchSchema = z.looseObject({
  type: z.string().optional(),
  command: z.string().optional(),
  args: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  cwd: z.string().nullish(),
  url: z.string().optional(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
});
export type LegacyLaunch = z.output<typeof legacyLaunchSchema>;

/** A server as this wire shows it. */
export interface LegacyServerRow {
  serverId: string;
  serverName: string;
  enabled: boolean;
  /** Always `{}`: Core gives no launch configuration back. */
  launchConfig: string;
  /** JSON text. */
  capabilities: string;
  createdAt: number;
  updatedAt: number;
  allowUserInput: boolean;
  configTemplate: string | null;
  proxyId: number;
  toolTmplId: string | null;
  authType: number;
  category: number;
  publicAccess: boolean;
  usePetaOauthConfig: boolean;
  transportType: "stdio" | "http" | "sse" | null;
  lazyStartEnabled: boolean;
  anonymousAccess: boolean;
  anonymousRateLimit: number;
}
/** Only in answers with a full row. */
export interface LegacyServerFullRow extends LegacyServerRow {
  cachedTools: null;
  cachedResources: null;
  cachedResourceTemplates: null;
  cachedPrompts: null;
}
