import { z } from "zod";
import { clientKeySchema } from "./clients.ts";
import { principalIdSchema, serverIdSchema } from "./ids.ts";

/**
 * How an agent meets its tools. `flat`: all of them in the list. `strict`: only Core's own three, which search, describe
 * and execute. `hybrid`: these three and the tools that are pinned or used most. It hides nothing: a tool that is not in
 * the list runs when it is called, by the same permissions.
 */
export const discoveryProfileSchema = z.enum(["flat", "hybrid", "strict"]);
export type DiscoveryProfile = z.infer<typeof discoveryProfileSchema>;

/** `serverId::tool`. */
const toolNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,39}::.{1,512}$/, "a tool is named as serverId::tool");

const choiceSchema = z.object({
  profile: discoveryProfileSchema,
  /** `hybrid`: always in the list, in this order, where the agent may see them. */
  pinned: z.array(toolNameSchema).max(100),
  /** `hybrid`: how many tools of servers the list holds at most; what is pinned comes first, then what is used most. */
  directTools: z.number().int().min(0).max(200),
});

export const discoverySettingSchema = choiceSchema.extend({
  /** Null: the workspace's default. */
  principalId: principalIdSchema.nullable(),
  /** Null: for every client of the principal. */
  clientKey: clientKeySchema.nullable(),
});
export type DiscoverySettingView = z.infer<typeof discoverySettingSchema>;

/** What is left out stays as it is. */
const changeShape = {
  pinned: choiceSchema.shape.pinned.optional(),
  directTools: choiceSchema.shape.directTools.optional(),
};

export const setDiscoveryDefaultInputSchema = z.object({ profile: discoveryProfileSchema, ...changeShape });
export type SetDiscoveryDefaultInput = z.infer<typeof setDiscoveryDefaultInputSchema>;

/** `profile: null` takes the setting away, so that the next wider one speaks again. */
export const setDiscoveryInputSchema = z.object({
  principalId: principalIdSchema.optional(),
  clientKey: clientKeySchema.optional(),
  profile: discoveryProfileSchema.nullable(),
  ...changeShape,
});
export type SetDiscoveryInput = z.infer<typeof setDiscoveryInputSchema>;

export const discoveryRefSchema = z.object({
  principalId: principalIdSchema.optional(),
  clientKey: clientKeySchema.optional(),
});

export type DiscoveryRef = z.infer<typeof discoveryRefSchema>;

/** What holds for one principal, or one client of theirs, and what comes of it. */
export const discoveryViewSchema = choiceSchema.extend({
  principalId: principalIdSchema,
  clientKey: clientKeySchema.nullable(),
  /** Which setting speaks. */
  source: z.enum(["client", "principal", "workspace", "default"]),
  /** The tools in the list, Core's own included, under the names that models see. */
  listed: z.array(z.string()),
  /** Tools that only a search finds. */
  searchOnly: z.number(),
  /** Length of the definitions in characters: of the list, and of the list that `flat` would show. */
  listedLength: z.number(),
  flatLength: z.number(),
});
export type DiscoveryView = z.infer<typeof discoveryViewSchema>;

export const searchToolsInputSchema = z.object({
  query: z.string().max(500).default(""),
  serverId: serverIdSchema.optional(),
  limit: z.number().int().min(1).max(50).default(10),
  asPrincipalId: principalIdSchema.optional(),
});

export const foundToolsSchema = z.object({
  matches: z.array(
    z.object({ name: z.string(), server: serverIdSchema, title: z.string().nullable(), description: z.string() }),
  ),
  /** How many tools fit, shown or not. */
  total: z.number(),
});
export type FoundTools = z.infer<typeof foundToolsSchema>;
