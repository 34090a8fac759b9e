import type { TemplateFieldInput } from "@peta/contract";

/** What a reader of some format has found, before it is checked. */
export interface ImportDraft {
  /** What the source calls it; a server id is made of it. */
  name: string;
  displayName?: string | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
  /** A launch configuration as it stands in the source: nobody has looked at it. */
  launch: Record<string, unknown>;
  fields: TemplateFieldInput[];
  warnings: string[];
  /** Why it cannot become a server. */
  problem: string | null;
}

export const emptyDraft = (name = ""): ImportDraft => ({ name, launch: {}, fields: [], warnings: [], problem: null });

export interface ReadImport {
  drafts: ImportDraft[];
  warnings: string[];
}
