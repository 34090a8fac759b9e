import { DESK_CLIENT_ID, type Role, type SelfApproval, USER_SCOPE } from "@peta/contract";
import { mayMakeTokensFor } from "../principals/guard-roles.ts";
import { type Caller, canAdminister, clientKeyOfCredential } from "../principals/principal.ts";
import type { ApprovalRecord } from "./approval.ts";
import type { Reach, Undecidable } from "./approval-store.ts";

const governs = ({ principal }: Caller): boolean => principal.kind === "person" && canAdminister(principal);

/** The principal itself, the person behind an agent, and who governs the workspace; for everybody else it does not exist. */
export const reachOf = (caller: Caller): Reach =>
  governs(caller) ? { kind: "workspace" } : { kind: "own", principalId: caller.principal.id };

export const isInReach = (caller: Caller, { workspaceId, principalId, ownerId }: ApprovalRecord): boolean =>
  workspaceId === caller.principal.workspaceId &&
  (governs(caller) || principalId === caller.principal.id || ownerId === caller.principal.id);

/** Whether what is behind a client key reaches the API, where whoever governs makes tokens. OAuth clients of the MCP endpoint do not. */
export const reachesApi = (clientKey: string): boolean =>
  !clientKey.startsWith("oauth:") || clientKey === `oauth:${DESK_CLIENT_ID}`;

/** In a browser, or in Desk: opened with the person's password, which no token gives. */
export const isSignedIn = ({ credential }: Caller): boolean => credential.kind !== "token";

/**
 * Whether what asked may have made the token that decides. INVARIANT: such a token decides nothing, or who holds one
 * token of somebody who governs would approve their own calls with another, in whosever name they like (A54).
 */
const mayHaveMadeToken = (
  { principal }: Caller,
  asked: Pick<ApprovalRecord, "principalId" | "principalRole" | "clientKey">,
): boolean =>
  reachesApi(asked.clientKey) &&
  mayMakeTokensFor(asked.principalRole, asked.principalId === principal.id, principal.role);

/**
 * Why somebody in reach may not decide, as a sentence; null: they may (A54). An agent never does, whatever it holds,
 * and who asks decides only where the workspace's setting lets them.
 */
export function whyMayNotDecide(
  caller: Caller,
  approval: Pick<ApprovalRecord, "principalId" | "principalRole" | "clientKey">,
  selfApproval: SelfApproval,
): string | null {
  const { principal, credential } = caller;
  if (principal.kind !== "person") return "Only a person decides about approvals.";
  if (credential.kind === "oauth" && !credential.scopes.includes(USER_SCOPE))
    return "This application was not given leave to decide about approvals.";
  if (selfApproval === "allowed") return null;
  const isOwn = approval.principalId === principal.id;
  if (isOwn && selfApproval === "forbidden") return "Whoever asks may not decide here: somebody else has to.";
  if (isOwn && approval.clientKey === clientKeyOfCredential(credential))
    return "The credential that asked may not decide: sign in to the Console or to Desk, or use another token.";
  if (!isSignedIn(caller) && mayHaveMadeToken(caller, approval))
    return "Whoever asked can make tokens like this one, so it may not decide: sign in to the Console or to Desk.";
  return null;
}

const ROLES: readonly Role[] = ["owner", "admin", "user", "guest"];

/** The same as filters, for lists: what fits one of them is left out. `everything`: this caller decides nothing. */
export function undecidableFor(caller: Caller, selfApproval: SelfApproval): Undecidable[] | "everything" {
  const { principal, credential } = caller;
  // Somebody else's call, asked by a client that nobody has: what remains are reasons that hold for all of them.
  const nobodys = { principalId: "", principalRole: "guest", clientKey: "" } as const;
  if (whyMayNotDecide(caller, nobodys, selfApproval) !== null) return "everything";
  if (selfApproval === "allowed") return [];
  const principalId = principal.id;
  const own: Undecidable =
    selfApproval === "forbidden" ? { principalId } : { principalId, clientKey: clientKeyOfCredential(credential) };
  if (isSignedIn(caller)) return [own];
  const roles = ROLES.filter((role) => mayMakeTokensFor(role, false, principal.role));
  return [
    own,
    { roles, reachesApi: true },
    ...(mayMakeTokensFor(principal.role, true, principal.role) ? [{ principalId, reachesApi: true } as const] : []),
  ];
}
