import type { Principal } from "../principals/principal.ts";

export interface WorkspaceRecord {
  id: string;
  slug: string;
  name: string;
  createdAt: number;
}

/** A workspace and who somebody is in it. */
export interface Membership {
  workspace: WorkspaceRecord;
  principal: Principal;
}

/** Port: workspaces, and the people who belong to several of them. */
export interface WorkspaceStore {
  /** Oldest first: the installation's first one leads. */
  listIds(): Promise<string[]>;
  find(workspaceId: string): Promise<WorkspaceRecord>;
  /** Every workspace in which the account has a principal, of whatever status, by slug. */
  listMemberships(accountId: string): Promise<Membership[]>;
  /** Saves the workspace and its owner together. Throws CoreError workspace.duplicate when the slug is taken. */
  insert(workspace: WorkspaceRecord, owner: Principal): Promise<void>;
  rename(workspaceId: string, name: string): Promise<WorkspaceRecord>;
}
