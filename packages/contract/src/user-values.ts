import { z } from "zod";
import { displayNameSchema, principalIdSchema, serverIdSchema } from "./ids.ts";

/** Where a value goes: structurally, never by text replacement. */
export const fieldPlacementSchema = z.discriminatedUnion("in", [
  z.object({ in: z.literal("env"), name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "not a variable's name") }),
  z.object({
    in: z.literal("header"),
    name: z.string().regex(/^[A-Za-z0-9-]{1,128}$/, "not a header's name"),
    /** Put before the value: `Bearer `. */
    prefix: z.string().max(64).optional(),
  }),
  z.object({
    in: z.literal("argument"),
    /** `--api-key`: becomes its own argument before the value. Without it the value stands alone, at the end. */
    flag: z.string().max(128).optional(),
  }),
]);

/** A field before it is looked at as a whole: what other kinds of fields are made from. */
export const userFieldShape = z.object({
  key: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9_]{0,63}$/, "a field's key is letters, digits and _, 64 characters at most")
    // Every object has it: where nothing was entered, something would be found (A30).
    .refine((key) => !(key in Object.prototype), "this word cannot be the key of a field"),
  label: displayNameSchema,
  help: z.string().max(500).optional(),
  type: z.enum(["text", "url", "number", "boolean", "choice"]).default("text"),
  choices: z.array(z.string().min(1).max(200)).max(100).optional(),
  /** Shown as dots, never given back. */
  secret: z.boolean().default(false),
  required: z.boolean().default(true),
  placement: fieldPlacementSchema,
});

/** One value that each user enters for themself. */
export const userFieldSchema = userFieldShape
  .refine(({ type, choices }) => type !== "choice" || (choices?.length ?? 0) > 0, {
    path: ["choices"],
    error: "a field of the type choice needs its choices",
  })
  .refine(({ type, choices }) => type === "choice" || choices === undefined, {
    path: ["choices"],
    error: "choices belong to a field of the type choice",
  });
export type UserField = z.infer<typeof userFieldSchema>;

/** Keys must differ. A server with fields runs once for each user, with that user's values. */
export const userFieldsSchema = z
  .array(userFieldSchema)
  .min(1, "name at least one field")
  .max(32)
  .refine((fields) => new Set(fields.map(({ key }) => key)).size === fields.length, "two fields have the same key");

/** A field as its user sees it: without where the value goes. */
export const userFieldViewSchema = userFieldShape.omit({ placement: true });

export const listUserServersInputSchema = z.object({ principalId: principalIdSchema.optional() });

/** A server that takes values of its users, as one of them sees it. Administrators see of others whether, never what. */
export const userServerViewSchema = z.object({
  serverId: serverIdSchema,
  displayName: z.string(),
  fields: z.array(userFieldViewSchema),
  isConfigured: z.boolean(),
  configuredAt: z.string().nullable(),
  /** Values that are no secrets, as stored; secrets are never given back. */
  values: z.record(z.string(), z.string()),
  /** Keys of the secrets that are stored. */
  storedSecrets: z.array(z.string()),
  /** The caller's agents may use these values too. */
  shareWithAgents: z.boolean(),
  /** Whose values the calls run with: the principal's own, their owner's, or nobody's, so that calls are refused. */
  valuesOf: z.enum(["own", "owner", "none"]),
  /** State of the instance that serves this principal. */
  status: z.string(),
  statusReason: z.string().nullable(),
});
export type UserServerView = z.infer<typeof userServerViewSchema>;

export const configureUserServerInputSchema = z.object({
  serverId: serverIdSchema,
  /** For an agent of the caller's; the caller themself when not said. */
  principalId: principalIdSchema.optional(),
  /** A secret that is stored already may be left out; everything else is replaced. */
  values: z.record(z.string(), z.string().max(32_768)),
  shareWithAgents: z.boolean().default(false),
  /** Start the server with these values before they are stored. */
  test: z.boolean().default(true),
});
export type ConfigureUserServerInput = z.infer<typeof configureUserServerInputSchema>;

export const unconfigureUserServerInputSchema = z.object({
  serverId: serverIdSchema,
  principalId: principalIdSchema.optional(),
});
