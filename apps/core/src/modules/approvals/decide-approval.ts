import type { ApprovalDetail, DecideApprovalInput } from "@peta/contract";
import { type AccessRequest, decide, type Decision } from "@peta/policy";
import { CoreError, toPublicError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import type { Json } from "../json.ts";
import { subjectOf } from "../permissions/subject.ts";
import type { Caller } from "../principals/principal.ts";
import { redact } from "../redact.ts";
import { type SealedApproval, wantsStepUp } from "./approval.ts";
import { announce, type ApprovalsDeps } from "./approval-deps.ts";
import type { StoredDecision } from "./approval-store.ts";
import { canonicalArguments } from "./call-digest.ts";
import { type ExpireApprovals, whyVoid } from "./expire-approvals.ts";
import { whyMayNotDecide } from "./may-decide.ts";
import type { ReadApprovals } from "./read-approvals.ts";
import { type CallContent, openCall, sealEdit } from "./sealed-call.ts";

type DecideDeps = Pick<
  ApprovalsDeps,
  "store" | "snapshots" | "principals" | "confirmPassword" | "audit" | "events" | "vault" | "clock"
>;

const notPending = ({ status, decidedByHandle }: SealedApproval): CoreError => {
  if (status === "expired")
    return new CoreError("approval.expired", "This question has expired. The call has to be made again to ask anew.");
  const by = decidedByHandle === null ? "" : ` by "${decidedByHandle}"`;
  const how = status === "rejected" ? "rejected" : "approved";
  return new CoreError("approval.not_pending", `This approval was ${how}${by} already; the first decision holds.`);
};

/** What was changed of the arguments; null: nothing. Throws input.invalid. */
function readEdit(input: DecideApprovalInput, approval: SealedApproval, content: CallContent): Json | null {
  if (input.arguments === undefined) return null;
  if (input.decision === "reject")
    throw new CoreError("input.invalid", "A rejected call has no arguments to change: leave them away.");
  if (canonicalArguments(input.arguments) === canonicalArguments(content.arguments)) return null;
  if (approval.kind !== "tool" && approval.kind !== "prompt")
    throw new CoreError("input.invalid", "Only the arguments of tools and prompts can be changed.");
  return input.arguments;
}

/**
 * Approves or rejects: the first decision holds, wherever it is taken. What is approved is decided by the policy of this
 * moment first, with the arguments as they will be sent, and once more when it runs.
 *
 * Throws approval.not_found (also for what is out of reach), approval.not_pending, approval.expired (time, or what it
 * was about has changed), approval.not_decider (A54), approval.step_up_required, auth.invalid_credentials and
 * auth.too_many_attempts (step-up), permission.denied (policy denies the call as it would be sent), input.invalid.
 */
export function createDecideApproval(
  deps: DecideDeps,
  read: ReadApprovals,
  { expire }: Pick<ExpireApprovals, "expire">,
) {
  const { store, clock, vault } = deps;

  /** The policy's word on these arguments now. */
  const decideNow = async (approval: SealedApproval, content: CallContent, args: Json): Promise<Decision> => {
    const { workspaceId, kind, name } = approval;
    const principal = await deps.principals.findById(workspaceId, approval.principalId);
    if (!principal) throw new CoreError("approval.not_found", "Whoever asked does not exist any more.");
    const time = clock.now();
    const request: AccessRequest = {
      principal: subjectOf(principal, time),
      client: { key: approval.clientKey, ...content.client },
      serverId: approval.serverId,
      capability: { kind, name },
      args,
      request: { ...content.request, time },
      ...(content.sessionId !== null && { session: { id: content.sessionId } }),
    };
    return decide(request, deps.snapshots.current(workspaceId).policy);
  };

  const requireDecidable = async (caller: Caller, approval: SealedApproval, input: DecideApprovalInput) => {
    if (approval.status !== "pending") throw notPending(approval);
    const { selfApproval, expiresAfterSeconds } = await store.readSettings(approval.workspaceId);
    const because = whyMayNotDecide(caller, approval, selfApproval);
    if (because !== null) throw new CoreError("approval.not_decider", because);
    if (approval.requireReason && !input.reason)
      throw new CoreError("input.invalid", "A rule asks the decider for a reason: say why.");
    return expiresAfterSeconds;
  };

  const requireStepUp = async (caller: Caller, password: string | undefined): Promise<void> => {
    if (!password)
      throw new CoreError(
        "approval.step_up_required",
        "This approval has to be confirmed with your account's password.",
      );
    await deps.confirmPassword(caller, password);
  };

  const requireCurrent = async (approval: SealedApproval): Promise<void> => {
    const reason = whyVoid(approval, deps.snapshots.current(approval.workspaceId));
    if (reason === null) return;
    await expire(approval, reason);
    throw new CoreError("approval.expired", `${reason} The call has to be made again to ask anew.`);
  };

  /** Whether the decider proved again who they are. */
  const requirePolicy = async (
    caller: Caller,
    approval: SealedApproval,
    input: DecideApprovalInput,
    decision: Decision,
  ): Promise<boolean> => {
    if (input.decision === "reject") return false;
    await requireCurrent(approval);
    if (decision.effect === "deny")
      throw new CoreError("permission.denied", `The call cannot be approved as it is. ${decision.reason.message}`);
    const isSteppedUp = approval.needsStepUp || wantsStepUp(decision);
    if (isSteppedUp) await requireStepUp(caller, input.password);
    return isSteppedUp;
  };

  return async (caller: Caller, input: DecideApprovalInput): Promise<ApprovalDetail> => {
    const approval = await read.require(caller, input.approvalId);
    const { workspaceId, id } = approval;
    const action = `approval.${input.decision}`;
    const about: Partial<AuditEntry> = {
      serverId: approval.serverId,
      capabilityKind: approval.kind,
      capabilityName: approval.name,
      reason: input.reason ?? null,
    };
    const detail: Json = { approvalId: id, principalId: approval.principalHandle, callDigest: approval.callDigest };
    const save = async (decision: StoredDecision): Promise<void> => {
      if (await store.decide(workspaceId, id, decision)) return;
      throw notPending(await read.require(caller, id));
    };
    let prepared: StoredDecision;
    try {
      const expiresAfterSeconds = await requireDecidable(caller, approval, input);
      const content = openCall(vault, approval);
      const edit = readEdit(input, approval, content);
      const decision = await decideNow(approval, content, edit ?? content.arguments);
      about.decision = decision.effect;
      about.determinedBy = decision.determinedBy;
      const hidden = decision.obligations.redactArguments;
      detail.arguments = redact(content.arguments, hidden);
      if (edit) detail.editedArguments = redact(edit, hidden);
      const isSteppedUp = await requirePolicy(caller, approval, input, decision);
      detail.isSteppedUp = isSteppedUp;
      const decidedAt = clock.now();
      prepared = {
        status: input.decision === "approve" ? "approved" : "rejected",
        decidedAt,
        decidedById: caller.principal.id,
        decidedByHandle: caller.principal.handle,
        decisionChannel: caller.channel,
        decisionReason: input.reason ?? null,
        isSteppedUp,
        sealedEdit: edit && sealEdit(vault, approval, edit),
        expiresAt: decidedAt + expiresAfterSeconds * 1000,
      };
    } catch (error) {
      const { code, message } = toPublicError(error);
      const outcome = code === "internal.error" ? "failed" : "denied";
      await deps.audit.record(
        adminEntry(caller, action, detail, { ...about, outcome, errorCode: code, reason: message }),
      );
      throw error;
    }
    await recordAction(deps, caller, action, detail, () => save(prepared), about);
    announce(deps.events, approval);
    return read.get(caller, id);
  };
}
