import type { Role } from "@peta/contract";

/** The authenticated actor: a person or an agent of one workspace. */
export interface Principal {
  /** Internal id (`prn_...`); stable when the handle is given to somebody else later. */
  id: string;
  workspaceId: string;
  /** The id that people type. */
  handle: string;
  displayName: string;
  kind: "person" | "agent";
  role: Role;
  status: "active" | "disabled";
  /** Milliseconds since 1970, or null. */
  expiresAt: number | null;
  accountId: string | null;
  ownerId: string | null;
}

/** A principal and how it proved who it is. */
export interface Caller {
  principal: Principal;
  /** The token's id or the Console session's id; the client key of layer 3 until OAuth clients exist. */
  credential: { kind: "token"; tokenId: string; tokenHash: string } | { kind: "console_session"; sessionId: string };
  channel: "mcp" | "api" | "console" | "cli" | "system";
  ipAddress: string | null;
}

export const isActive = (principal: Principal, now: number): boolean =>
  principal.status === "active" && (principal.expiresAt === null || principal.expiresAt > now);

/** Owner and Admin govern a workspace; User and Guest only use it. */
export const canAdminister = (principal: Principal): boolean =>
  principal.role === "owner" || principal.role === "admin";
