import { z } from "zod";
import { displayNameSchema, emailSchema, passwordSchema, principalIdSchema } from "./ids.ts";

export const setUpInputSchema = z.object({
  setupToken: z.string().min(1, "the set-up token is needed; it is in the start log and in the data directory"),
  name: displayNameSchema,
  email: emailSchema,
  password: passwordSchema,
  /** The CLI asks for an access token along with the account; the browser gets a session instead. */
  wantsToken: z.boolean().default(false),
});

export const setUpOutputSchema = z.object({
  principalId: principalIdSchema,
  workspace: z.string(),
  /** Only when asked for; shown this once. */
  token: z.string().optional(),
});

/** What anybody may know before signing in. */
export const publicStatusSchema = z.object({ isSetUp: z.boolean(), product: z.literal("peta"), version: z.string() });

export const statusSchema = publicStatusSchema.extend({
  workspace: z.object({ slug: z.string(), name: z.string() }),
  startedAt: z.string(),
  uptimeSeconds: z.number(),
  endpoint: z.string(),
  database: z.object({ kind: z.enum(["embedded", "external"]), reachable: z.boolean() }),
  snapshotVersion: z.string(),
  counts: z.object({
    servers: z.number(),
    serversOnline: z.number(),
    /** They start with the next call. */
    serversSleeping: z.number(),
    persons: z.number(),
    agents: z.number(),
    sessions: z.number(),
    calls24h: z.number(),
    denied24h: z.number(),
    failed24h: z.number(),
  }),
});
export type Status = z.infer<typeof statusSchema>;
