import { z } from "zod";
import { jsonOrText, numericSchema, secondsSchema } from "./envelope.ts";

export const legacyUserIdSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x21-\x7e]+$/, "a userId has printable characters without blanks");

const itemSchema = z.looseObject({ enabled: z.boolean() });
const toolItemSchema = itemSchema.extend({ dangerLevel: z.number().int().min(0).max(3).optional() });
/** Falsy maps count as empty, as they always did. */
const mapOf = <T extends z.ZodType>(item: T) =>
  z
    .union([z.record(z.string().min(1).max(2048), item), z.literal([null, false, "", 0])])
    .optional()
    .transform((map) => (map ? map : {}));

/** The permission map of a user, by server id: what `permissions` holds. */
export const legacyPermissionsSchema = z.record(
  z.string().min(1).max(128),
  z.looseObject({
    enabled: z.boolean(),
    tools: mapOf(toolItemSchema),
    resources: mapOf(itemSchema),
    prompts: mapOf(itemSchema),
  }),
);
export type LegacyPermissions = z.output<typeof legacyPermissionsSchema>;

const permissionsSchema = jsonOrText(legacyPermissionsSchema);
const nameSchema = z
  .string()
  .max(128)
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, "a name has no control characters");
const notesSchema = z.string().max(10_000).nullable();
/** 2 and 3 are reserved: only 1 may use Core. */
const statusSchema = z.number().int().min(0).max(3);
const encryptedTokenSchema = z.string().min(1).max(65_536);

export const targetSchema = z.looseObject({ targetId: z.string() });
export const updateUserPermissionsSchema = targetSchema.extend({ permissions: permissionsSchema });

export const createUserSchema = z.looseObject({
  userId: legacyUserIdSchema,
  /** JSON text of EncryptedData. Without it Core issues an access token and answers it once. */
  encryptedToken: encryptedTokenSchema.nullish(),
  /** 0 and nothing mean User. */
  role: z.number().int().min(0).max(4).default(3),
  status: statusSchema.default(1),
  permissions: permissionsSchema.optional(),
  /** Seconds; values from 1,000,000,000,000 on are milliseconds. 0: never. */
  expiresAt: numericSchema.default(0),
  createdAt: secondsSchema.optional(),
  updatedAt: secondsSchema.optional(),
  ratelimit: z.number().int().min(1).max(1_000_000).default(100),
  name: nameSchema.default(""),
  proxyId: z.number().int().min(0).max(2_147_483_647).default(0),
  notes: notesSchema.default(null),
  /** Only for the first owner, before the installation is set up. */
  setupToken: z.string().max(256).optional(),
});

export const getUsersSchema = z.looseObject({
  userId: z.string().optional(),
  proxyId: numericSchema.optional(),
  role: z.number().int().optional(),
  excludeRole: z.number().int().optional(),
});

export const updateUserSchema = z.looseObject({
  userId: z.string(),
  name: nameSchema.optional(),
  notes: notesSchema.optional(),
  permissions: permissionsSchema.optional(),
  status: statusSchema.optional(),
  encryptedToken: encryptedTokenSchema.optional(),
});

export const userRefSchema = z.looseObject({ userId: z.string() });
export const proxyRefSchema = z.looseObject({ proxyId: z.number().int() });
export const countUsersSchema = z.looseObject({ excludeRole: z.number().int().optional() });

/** A user as this wire shows it. Four fields are JSON text. */
export interface LegacyUserRow {
  userId: string;
  status: 0 | 1;
  role: number;
  permissions: string;
  userPreferences: string;
  launchConfigs: string;
  /** Seconds; 0: never. */
  expiresAt: number;
  createdAt: number;
  updatedAt: number;
  ratelimit: number;
  name: string;
  encryptedToken: string | null;
  proxyId: number;
  notes: string | null;
}
