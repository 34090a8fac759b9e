import type { AuditChannel, Role } from "@peta/contract";
import { CoreError } from "../../errors.ts";

/** The actor: a person or an agent of one workspace who proved it, or somebody unknown at one address. */
export interface Principal {
  /** Internal id (`prn_...`); stable when the handle is given to somebody else later. */
  id: string;
  workspaceId: string;
  /** The id that people type. */
  handle: string;
  displayName: string;
  /** `anonymous`: whoever comes from one address without a sign-in; never stored. */
  kind: "person" | "agent" | "anonymous";
  role: Role;
  status: "active" | "disabled";
  /** Milliseconds since 1970, or null. */
  expiresAt: number | null;
  accountId: string | null;
  ownerId: string | null;
  /** How the person who answers for an agent stands; none for a person. */
  owner?: Standing;
}

/** What says whether somebody may act. */
type Standing = Pick<Principal, "status" | "expiresAt">;

/** The kind of a principal that is stored. Somebody unknown never is. */
export function storedKind({ kind }: Pick<Principal, "kind">): "person" | "agent" {
  if (kind === "anonymous") throw new Error("a caller without a sign-in was taken for a principal");
  return kind;
}

/** How a principal proved who it is. Never the secret itself. */
export type Credential =
  /** `expiresAt`: absent or null for ever. */
  | { kind: "token"; tokenId: string; tokenHash: string; expiresAt?: number | null }
  /** An access token of Core's own authorization server. Scopes as granted; `clientId` is the OAuth client's. */
  | {
      kind: "oauth";
      clientId: string;
      grantId: string;
      tokenHash: string;
      scopes: readonly string[];
      expiresAt: number;
    }
  | { kind: "console_session"; sessionId: string }
  /** Nothing was proved. */
  | { kind: "anonymous" };

/** Whether it is a bearer token of whatever kind. */
export const hasTokenHash = (credential: Credential): credential is Extract<Credential, { tokenHash: string }> =>
  credential.kind === "token" || credential.kind === "oauth";

/** Whether its time is over: what was opened or is held with it ends (A7). */
export const hasExpired = (credential: Credential, now: number): boolean =>
  hasTokenHash(credential) && credential.expiresAt != null && credential.expiresAt <= now;

/** The hash of the token that it came with; null for a browser session and for whoever brought nothing. */
export const tokenHashOf = (credential: Credential): string | null =>
  hasTokenHash(credential) ? credential.tokenHash : null;

/** The client application of layer 3: one access token, one OAuth client or one browser session. */
export function clientKeyOfCredential(credential: Credential): string {
  if (credential.kind === "oauth") return `oauth:${credential.clientId}`;
  if (credential.kind === "anonymous") return "anonymous";
  return credential.kind === "token" ? credential.tokenId : credential.sessionId;
}

/** A principal and how it proved who it is. */
export interface Caller {
  principal: Principal;
  credential: Credential;
  channel: AuditChannel;
  ipAddress: string | null;
}

/** Whether nobody knows who it is. */
export const isAnonymous = ({ principal }: Pick<Caller, "principal">): boolean => principal.kind === "anonymous";

const stands = ({ status, expiresAt }: Standing, now: number): boolean =>
  status === "active" && (expiresAt === null || expiresAt > now);

/** An agent acts as long as the person who answers for it may. */
export const isActive = (principal: Principal, now: number): boolean =>
  stands(principal, now) && (!principal.owner || stands(principal.owner, now));

/** Switched off by an administrator: themself, or the person who answers for them. */
export const isDisabled = ({ status, owner }: Principal): boolean =>
  status === "disabled" || owner?.status === "disabled";

/** Owner and Admin govern a workspace; User and Guest only use it. */
export const canAdminister = (principal: Principal): boolean =>
  principal.role === "owner" || principal.role === "admin";

/**
 * INVARIANT: an OAuth client never governs. A person allowed it what is their own, and a public client on a loopback
 * address may be any program on their device. Throws auth.insufficient_scope (A4).
 */
export function refuseApplication({ credential }: Caller): void {
  if (credential.kind !== "oauth") return;
  throw new CoreError(
    "auth.insufficient_scope",
    "An application that was allowed to act for a person cannot do this: use the Console, or an access token.",
  );
}
