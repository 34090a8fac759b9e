import { z } from "zod";
import {
  displayNameSchema,
  emailSchema,
  passwordSchema,
  principalIdSchema,
  principalKindSchema,
  roleSchema,
} from "./ids.ts";
import { ratePerMinuteSchema } from "./network.ts";

export const addPrincipalInputSchema = z.object({
  principalId: principalIdSchema,
  kind: principalKindSchema,
  role: roleSchema.default("user"),
  displayName: displayNameSchema.optional(),
  /** Agents have a person who answers for them; the caller when not said. */
  ownerId: principalIdSchema.optional(),
  /**
   * A person may sign in to the Console with both. The e-mail alone names somebody who has an account already and is in
   * another workspace that the caller administers.
   */
  email: emailSchema.optional(),
  password: passwordSchema.optional(),
});

export const updatePrincipalInputSchema = z.object({
  principalId: principalIdSchema,
  displayName: displayNameSchema.optional(),
  role: roleSchema.optional(),
  status: z.enum(["active", "disabled"]).optional(),
});

export const principalRefSchema = z.object({ principalId: principalIdSchema });

export const principalViewSchema = z.object({
  principalId: principalIdSchema,
  displayName: z.string(),
  kind: principalKindSchema,
  role: roleSchema,
  status: z.enum(["active", "disabled"]),
  ownerId: principalIdSchema.nullable(),
  email: z.string().nullable(),
  activeTokens: z.number(),
  /** Requests a minute of its own; null: the workspace's rate holds. */
  ratePerMinute: ratePerMinuteSchema,
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
});
export type PrincipalView = z.infer<typeof principalViewSchema>;

/** The caller, or an agent of theirs. */
export const ownPrincipalSchema = principalViewSchema.pick({
  principalId: true,
  displayName: true,
  kind: true,
  status: true,
});
export type OwnPrincipal = z.infer<typeof ownPrincipalSchema>;

export const createTokenInputSchema = z.object({
  principalId: principalIdSchema,
  name: displayNameSchema.optional(),
  /** From now on; null for a token that does not expire. */
  expiresInSeconds: z
    .number()
    .int()
    .min(60, "a token lives a minute at least")
    .max(10 * 365 * 86_400, "a token lives ten years at most")
    .nullable()
    .default(null),
});

export const tokenViewSchema = z.object({
  tokenId: z.string(),
  principalId: principalIdSchema,
  name: z.string(),
  lastFour: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type TokenView = z.infer<typeof tokenViewSchema>;

/** `token` is shown this once; only its hash is kept. */
export const createTokenOutputSchema = tokenViewSchema.extend({ token: z.string() });

export const listTokensInputSchema = z.object({ principalId: principalIdSchema.optional() });

/** By id, or by the token itself (for whoever found one lying about). */
export const revokeTokenInputSchema = z.object({ token: z.string().min(1) });
