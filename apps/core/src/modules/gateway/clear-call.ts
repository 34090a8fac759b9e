import type { Clock } from "../../adapters/clock.ts";
import { toPublicError } from "../../errors.ts";
import type { ApprovalState, CallToApprove } from "../approvals/index.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Json } from "../json.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { redact } from "../redact.ts";
import { accessRequest } from "./access.ts";
import { approvalError } from "./approval-error.ts";
import type { ApprovalGate } from "./approval-gate.ts";
import type { Enforce, Enforced, Use } from "./enforce.ts";
import type { GatewayClient } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import type { HoldCall } from "./hold-call.ts";
import type { createInFlight } from "./in-flight.ts";

export interface CallToClear {
  client: GatewayClient;
  method: Use;
  name: string;
  args: Json;
  statedReason: string | null;
  requestId: string;
  signal: AbortSignal | undefined;
  /** Hears that it waits, as which approval; again and again while it does. */
  onWaiting: ((approvalId: string) => void) | undefined;
  /** When waiting ends, in milliseconds of the clock; absent: as long as a client is held. */
  until: number | undefined;
}

/** A call that may run now. */
export interface Cleared {
  client: GatewayClient;
  enforced: Enforced;
  /** Claimed for this call; null: policy changed while it waited and asks nobody any more. */
  approval: ApprovalState | null;
}

const NEEDS_STEP_UP = "The call now wants an approval that is confirmed with a password, and this one was not.";
const CHANGED = "What was approved has changed: the tool, its server or the rules.";

const lacksStepUp = ({ decision }: Enforced, { isSteppedUp }: ApprovalState): boolean =>
  decision.effect === "require_approval_with_step_up" && !isSteppedUp;

/** Whether nothing of what a call was decided on has changed: server, definition, rules. */
export const isSameThing = (one: Enforced, other: Enforced): boolean =>
  one.target.entry.server.id === other.target.entry.server.id &&
  one.target.named.capability.definitionHash === other.target.named.capability.definitionHash &&
  one.snapshot.policySetVersion === other.snapshot.policySetVersion;

/** Says in the record which approval a call hangs on, with both versions of the arguments. */
function describeApproval(entry: AuditEntry, approval: ApprovalState, args: Json, { decision }: Enforced): void {
  const { approvalId, editedArguments, decidedBy, status } = approval;
  const hidden = decision.obligations.redactArguments;
  entry.detail = {
    approvalId,
    arguments: redact(args, hidden),
    ...(editedArguments && { editedArguments: redact(editedArguments, hidden) }),
  };
  const by = decidedBy === null ? "" : ` by "${decidedBy}"`;
  entry.reason = `${decision.reason.message} ${approvalId}: ${status}${by}.`;
}

/**
 * Takes a call that wants a person to the point where it may run: asks or finds the approval, waits for the decision,
 * decides again on the snapshot of that moment with the arguments that will be sent, and claims the approval for this
 * one call (A52, A53). Nothing here approves.
 *
 * Throws ApprovalError for a call that does not run, and whatever `enforce`, `HoldCall.wait` and the gate throw.
 */
export function createClearCall(deps: {
  gate: ApprovalGate;
  hold: HoldCall;
  enforce: Enforce;
  snapshots: SnapshotSource;
  held: ReturnType<typeof createInFlight>;
  clock: Clock;
  limits: GatewayLimits;
}) {
  const { gate, hold, enforce, clock } = deps;

  const toApprove = (call: CallToClear, { target, decision, snapshot }: Enforced): CallToApprove => {
    const { client, method, args, statedReason, requestId } = call;
    const { serverId, capability } = target.named;
    const request = accessRequest(client, clock.now(), method, serverId, capability.kind, capability.name, args);
    return {
      caller: client.caller,
      request: { ...request, args },
      decision,
      server: target.entry.server,
      capability,
      policyVersion: snapshot.policySetVersion,
      statedReason,
      requestId,
    };
  };

  /** The approval once it is decided, or as it is when the time is up; and who asks, as they are then. */
  const wait = async (call: CallToClear, asked: ApprovalState, until: number): Promise<ApprovalState> => {
    const { client, signal, onWaiting } = call;
    const { id } = client.caller.principal;
    deps.held.enter(id);
    try {
      const { approvalId } = asked;
      const sayWaiting = onWaiting && ((): void => onWaiting(approvalId));
      const approval = await hold.wait(asked, client, { until, signal, onWaiting: sayWaiting });
      const principal = await hold.requireActive(client);
      call.client = { ...client, caller: { ...client.caller, principal } };
      return approval;
    } finally {
      deps.held.leave(id);
    }
  };

  /** Decides on the arguments as they will be sent. A denial of what the decider wrote voids the approval. */
  const decideEdited = async (call: CallToClear, approval: ApprovalState, edited: Json, entry: AuditEntry) => {
    try {
      return enforce(call.client, call.method, call.name, edited, entry);
    } catch (error) {
      const { message } = toPublicError(error);
      await gate.expire(call.client.caller.principal.workspaceId, approval.approvalId, `As edited: ${message}`);
      throw error;
    }
  };

  /** Decides once more when the snapshot was replaced while the claim was stored: nothing may come between. */
  const decideClaimed = async (call: CallToClear, approval: ApprovalState, before: Enforced, entry: AuditEntry) => {
    const { workspaceId } = call.client.caller.principal;
    if (deps.snapshots.current(workspaceId) === before.snapshot) return before;
    try {
      const after = enforce(call.client, call.method, call.name, approval.editedArguments ?? call.args, entry);
      if (isSameThing(before, after) && !lacksStepUp(after, approval)) return after;
      const isVoid: ApprovalState = { ...approval, status: "expired", outcomeReason: CHANGED };
      throw approvalError(isVoid, after.target.named.capability, "");
    } catch (error) {
      await gate.finish(workspaceId, approval.approvalId, "failed", toPublicError(error).message);
      throw error;
    }
  };

  return async (call: CallToClear, first: Enforced, entry: AuditEntry): Promise<Cleared> => {
    const { method, name, args } = call;
    const { workspaceId } = call.client.caller.principal;
    const until = call.until ?? clock.now() + deps.limits.approvalHoldMs;
    let enforced = first;
    while (enforced.decision.effect !== "allow") {
      let approval = await gate.ask(toApprove(call, enforced));
      const { approvalId } = approval;
      if (approval.status === "pending") {
        approval = await wait(call, approval, until);
        enforced = enforce(call.client, method, name, args, entry);
        if (gate.digestOf(toApprove(call, enforced)) !== approval.callDigest) {
          await gate.expire(workspaceId, approvalId, CHANGED);
          continue;
        }
      }
      const { capability } = enforced.target.named;
      const edited = approval.status === "approved" ? approval.editedArguments : null;
      const final = edited ? await decideEdited(call, approval, edited, entry) : enforced;
      describeApproval(entry, approval, args, final);
      if (approval.status !== "approved") throw approvalError(approval, capability, enforced.decision.reason.message);
      if (lacksStepUp(final, approval)) {
        await gate.expire(workspaceId, approvalId, NEEDS_STEP_UP);
        continue;
      }
      if (!(await gate.claim(toApprove(call, enforced), approvalId)))
        throw approvalError(await gate.read(workspaceId, approvalId), capability, enforced.decision.reason.message);
      const claimed = await decideClaimed(call, approval, final, entry);
      describeApproval(entry, approval, args, claimed);
      return { client: call.client, enforced: claimed, approval };
    }
    return { client: call.client, enforced, approval: null };
  };
}
