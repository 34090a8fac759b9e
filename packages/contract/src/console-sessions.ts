import { z } from "zod";
import { emailSchema, principalIdSchema, roleSchema } from "./ids.ts";

export const signInInputSchema = z.object({ email: emailSchema, password: z.string().min(1).max(256) });

/** Who the caller is, for the Console's shell and for `peta status`. */
export const meSchema = z.object({
  principalId: principalIdSchema,
  displayName: z.string(),
  email: z.string().nullable(),
  role: roleSchema,
  kind: z.enum(["person", "agent"]),
  workspace: z.object({ slug: z.string(), name: z.string() }),
  signedInBy: z.enum(["session", "token"]),
});
export type Me = z.infer<typeof meSchema>;

export const consoleSessionSchema = z.object({
  /** A reference for revoking; not the session's secret. */
  sessionRef: z.string(),
  isCurrent: z.boolean(),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
});
export type ConsoleSessionView = z.infer<typeof consoleSessionSchema>;

export const revokeConsoleSessionInputSchema = z.object({ sessionRef: z.string() });
