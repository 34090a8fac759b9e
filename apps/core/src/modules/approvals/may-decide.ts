import type { SelfApproval } from "@peta/contract";
import { type Caller, canAdminister, clientKeyOfCredential } from "../principals/principal.ts";
import type { ApprovalRecord } from "./approval.ts";
import type { NotMine, Reach } from "./approval-store.ts";

const governs = ({ principal }: Caller): boolean => principal.kind === "person" && canAdminister(principal);

/** The principal itself, the person behind an agent, and who governs the workspace; for everybody else it does not exist. */
export const reachOf = (caller: Caller): Reach =>
  governs(caller) ? { kind: "workspace" } : { kind: "own", principalId: caller.principal.id };

export const isInReach = (caller: Caller, { workspaceId, principalId, ownerId }: ApprovalRecord): boolean =>
  workspaceId === caller.principal.workspaceId &&
  (governs(caller) || principalId === caller.principal.id || ownerId === caller.principal.id);

/** Scope of what a person does for themself; a client that an agent uses never has it. */
const USER_SCOPE = "peta:user";

/**
 * Why somebody in reach may not decide, as a sentence; null: they may (A54). An agent never does, whatever it holds,
 * and who asks decides only where the workspace's setting lets them.
 */
export function whyMayNotDecide(
  caller: Caller,
  approval: Pick<ApprovalRecord, "principalId" | "clientKey">,
  selfApproval: SelfApproval,
): string | null {
  const { principal, credential } = caller;
  if (principal.kind !== "person") return "Only a person decides about approvals.";
  if (credential.kind === "oauth" && !credential.scopes.includes(USER_SCOPE))
    return "This application was not given leave to decide about approvals.";
  if (approval.principalId !== principal.id) return null;
  if (selfApproval === "forbidden") return "Whoever asks may not decide here: somebody else has to.";
  if (selfApproval === "other_credential" && approval.clientKey === clientKeyOfCredential(credential))
    return "The credential that asked may not decide: sign in to the Console or to Desk, or use another token.";
  return null;
}

/** The same as a filter, for lists. `nobody`: this caller decides nothing. */
export function undecidableFor(caller: Caller, selfApproval: SelfApproval): NotMine | null | "nobody" {
  const { principal, credential } = caller;
  // Somebody else's call, asked by a client that nobody has: what remains are reasons that hold for all of them.
  if (whyMayNotDecide(caller, { principalId: "", clientKey: "" }, selfApproval) !== null) return "nobody";
  if (selfApproval === "allowed") return null;
  return {
    principalId: principal.id,
    clientKey: selfApproval === "forbidden" ? null : clientKeyOfCredential(credential),
  };
}
