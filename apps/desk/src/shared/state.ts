import { meSchema } from "@peta/contract";
import { z } from "zod";

export const themeSchema = z.enum(["light", "dark", "system"]);
export type Theme = z.infer<typeof themeSchema>;

export const settingsSchema = z.object({
  theme: themeSchema.default("system"),
  /** The system shows a message when an approval waits. */
  notifications: z.boolean().default(true),
});
export type Settings = z.infer<typeof settingsSchema>;

/**
 * - `connecting`: for the first time since Desk started or the person signed in.
 * - `live`: changes arrive as they happen.
 * - `reconnecting`: Core does not answer; it is tried again and again.
 * - `signed_out`: there is no credential, or Core has refused it.
 */
export const connectionStatusSchema = z.enum(["connecting", "live", "reconnecting", "signed_out"]);
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

export const connectionViewSchema = z.object({
  connectionId: z.string(),
  /** Core's address, without the last slash. */
  url: z.string(),
  /** As Core calls itself; its host until that is known. */
  name: z.string(),
  signedInBy: z.enum(["browser", "token"]).nullable(),
  status: connectionStatusSchema,
  /** Why it is not live, as a sentence. */
  reason: z.string().nullable(),
  /** Since when the status holds, ISO 8601. */
  since: z.string(),
  me: meSchema.nullable(),
  /** Approvals that wait for this person. */
  waiting: z.number(),
});
export type ConnectionView = z.infer<typeof connectionViewSchema>;

/** What a `peta-desk:` link asks for. Nothing happens before the person says yes. */
export const linkRequestSchema = z.object({ text: z.string(), coreUrl: z.string(), isKnown: z.boolean() });
export type LinkRequest = z.infer<typeof linkRequestSchema>;

/** Everything the window shows that is not asked for; pushed whole whenever it changes. Holds no secret. */
export const deskStateSchema = z.object({
  version: z.string(),
  settings: settingsSchema,
  /** `memory`: this computer offers no encrypted storage, so sign-ins end when Desk is closed. */
  storage: z.enum(["encrypted", "memory"]),
  connections: z.array(connectionViewSchema),
  /** The one that the window shows. */
  currentId: z.string().nullable(),
  /** A sign-in that waits for the browser. */
  signIn: z.object({ url: z.string() }).nullable(),
  linkRequest: linkRequestSchema.nullable(),
});
export type DeskState = z.infer<typeof deskStateSchema>;
