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
export const addWorkspaceInputSchema = z.object({ slug: workspaceSlugSchema, name: displayNameSchema });
export const updateWorkspaceInputSchema = z.object({ name: displayNameSchema });
export const switchWorkspaceInputSchema = z.object({ slug: workspaceSlugSchema });
