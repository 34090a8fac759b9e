import type { Principal } from "../principals/principal.ts";
import type { NewAccount } from "../principals/principal-store.ts";
import type { AccessTokenRecord } from "../principals/token-store.ts";

export interface Workspace {
  id: string;
  slug: string;
  name: string;
}

/** An account to sign in with, or a token that a client of the legacy wires made and that Core has not seen yet. */
export interface OwnerProof {
  account: NewAccount | null;
  token: { record: AccessTokenRecord; legacyId: string } | null;
}

/** Port: what exists once per installation. */
export interface InstallationStore {
  isSetUp(): Promise<boolean>;
  /**
   * Workspace, owner and how the owner proves who they are, together and once only: throws CoreError setup.already_done
   * afterwards.
   */
  createOwner(workspace: Workspace, owner: Principal, proof: OwnerProof): Promise<void>;
  findWorkspace(workspaceId: string): Promise<Workspace>;
  /** The oldest active owner; null while nothing is set up. */
  findOwner(): Promise<Principal | null>;
  countPrincipals(workspaceId: string): Promise<{ persons: number; agents: number }>;
  isReachable(): Promise<boolean>;
}

/** Port: the one-time token that proves that whoever sets up can read the log or the data directory. */
export interface SetupToken {
  matches(candidate: string): boolean;
  /** After use: it is deleted and matches nothing any more. */
  discard(): Promise<void>;
}
