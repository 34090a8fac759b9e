import type { ServerDefinition } from "@peta/contract";

export interface StoredTemplate {
  templateId: string;
  definition: ServerDefinition;
  /** Milliseconds since 1970. */
  updatedAt: number;
}

/** Port: the templates that a workspace has saved. Throws CoreError database.unavailable when the store cannot be reached. */
export interface TemplateStore {
  list(workspaceId: string): Promise<StoredTemplate[]>;
  find(workspaceId: string, templateId: string): Promise<StoredTemplate | null>;
  /** Replaces the one of this name, if there is one. */
  save(workspaceId: string, template: StoredTemplate): Promise<void>;
  /** False when there was none. */
  remove(workspaceId: string, templateId: string): Promise<boolean>;
}
