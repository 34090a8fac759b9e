import { z } from "zod";
import { displayNameSchema, roleSchema } from "./ids.ts";

/** Short name of a workspace, unique in the installation. */
export const workspaceSlugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a workspace's short name is a lower-case letter, then letters, digits or -");

export const workspaceViewSchema = z.object({
  slug: workspaceSlugSchema,
  name: z.string(),
  /** The caller's role there. */
  role: roleSchema,
  isCurrent: z.boolean(),
  createdAt: z.string(),
});
export type WorkspaceView = z.infer<typeof workspaceViewSchema>;

/** Whoever creates a workspace becomes its owner. */
export const addWorkspaceInputSchema = z.object({
  slug: workspaceSlugSchema,
  name: displayNameSchema,
  /** The CLI asks for an access token in the new workspace; a browser switches to it instead. */
  wantsToken: z.boolean().default(false),
});
export const addWorkspaceOutputSchema = workspaceViewSchema.extend({
  /** Only when asked for; shown this once. */
  token: z.string().optional(),
});
export const updateWorkspaceInputSchema = z.object({ name: displayNameSchema });
export const switchWorkspaceInputSchema = z.object({ slug: workspaceSlugSchema });
