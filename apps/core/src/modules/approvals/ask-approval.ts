import { CoreError } from "../../errors.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import { redact } from "../redact.ts";
import { clientKeyOfCredential } from "../principals/principal.ts";
import { type CallToApprove, type SealedApproval, wantsStepUp } from "./approval.ts";
import { announce, type ApprovalsDeps } from "./approval-deps.ts";
import { callDigest } from "./call-digest.ts";
import { describeCall, plain, titleOf } from "./describe-call.ts";
import type { ExpireApprovals } from "./expire-approvals.ts";
import { contentOf, sealCall } from "./sealed-call.ts";

type AskDeps = Pick<ApprovalsDeps, "store" | "vault" | "audit" | "events" | "clock" | "newId" | "limits">;

/** What the approval of this call is bound to. Throws input.invalid. */
export const digestOf = ({ request, server, capability, policyVersion }: CallToApprove): string =>
  callDigest({
    principalId: request.principal.id,
    clientKey: request.client?.key ?? "",
    serverRowId: server.id,
    kind: capability.kind,
    name: capability.name,
    args: request.args,
    definitionHash: capability.definitionHash,
    policyVersion,
  });

/** Each one needs the same call to open and end in between. */
const ATTEMPTS = 3;

const tooMany = (retryAfterSeconds: number): CoreError =>
  new CoreError(
    "approval.limit",
    `Too many questions are waiting for a person, or were asked in the last minute. The call was not made. Try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );

/**
 * Finds the approval that speaks about this very call, or asks a person. An open question is never asked twice, and a
 * rejection stands until it expires. Throws approval.limit (A55), input.invalid, audit.unavailable.
 */
export function createAskApproval(deps: AskDeps, { lapse }: Pick<ExpireApprovals, "lapse">) {
  const { store, clock } = deps;

  const findStanding = async (workspaceId: string, digest: string): Promise<SealedApproval | null> => {
    const found = await store.findByDigest(workspaceId, digest);
    if (found === null) return null;
    if (found.status === "rejected") return found.expiresAt > clock.now() ? found : null;
    if (found.status === "executing") return found;
    return (found.status === "pending" || found.status === "approved") && !(await lapse(found)) ? found : null;
  };

  const build = (call: CallToApprove, digest: string, expiresAfterSeconds: number): SealedApproval => {
    const { caller, decision, server, capability } = call;
    const { principal } = caller;
    const id = deps.newId("apr");
    const now = clock.now();
    const row = { workspaceId: principal.workspaceId, id };
    return {
      ...row,
      principalId: principal.id,
      principalHandle: principal.handle,
      principalName: principal.displayName,
      principalRole: principal.role,
      ownerId: principal.ownerId,
      ownerHandle: null,
      clientKey: clientKeyOfCredential(caller.credential),
      clientName: call.request.client?.name ? plain(call.request.client.name) : null,
      serverRowId: server.id,
      serverId: server.serverId,
      serverName: server.displayName,
      kind: capability.kind,
      name: capability.name,
      title: titleOf(capability),
      callDigest: digest,
      definitionHash: capability.definitionHash,
      policyVersion: call.policyVersion,
      dangerLevel: decision.dangerLevel,
      needsStepUp: wantsStepUp(decision),
      requireReason: decision.obligations.requireReason,
      summary: describeCall(call),
      reason: decision.reason.message,
      determinedBy: decision.determinedBy,
      status: "pending",
      createdAt: now,
      expiresAt: now + expiresAfterSeconds * 1000,
      decidedAt: null,
      decidedById: null,
      decidedByHandle: null,
      decisionChannel: null,
      decisionReason: null,
      isSteppedUp: false,
      isEdited: false,
      outcomeReason: null,
      sealedCall: sealCall(deps.vault, row, contentOf(call)),
      sealedEdit: null,
    };
  };

  const record = (call: CallToApprove, approval: SealedApproval): Promise<void> => {
    const { request, decision, requestId } = call;
    const detail = {
      approvalId: approval.id,
      callDigest: approval.callDigest,
      arguments: redact(request.args, decision.obligations.redactArguments),
      needsStepUp: approval.needsStepUp,
    };
    return deps.audit.record(
      adminEntry(call.caller, "approval.request", detail, {
        serverId: approval.serverId,
        capabilityKind: approval.kind,
        capabilityName: approval.name,
        clientName: approval.clientName,
        sessionId: request.session?.id ?? null,
        requestId,
        decision: decision.effect,
        determinedBy: decision.determinedBy,
        reason: decision.reason.message,
      }),
    );
  };

  return async (call: CallToApprove): Promise<SealedApproval> => {
    const { workspaceId } = call.caller.principal;
    const digest = digestOf(call);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const standing = await findStanding(workspaceId, digest);
      if (standing) return standing;
      const { expiresAfterSeconds } = await store.readSettings(workspaceId);
      const approval = build(call, digest, expiresAfterSeconds);
      const insertion = await store.insert(approval, deps.limits);
      if (insertion.kind === "limited") throw tooMany(insertion.retryAfterSeconds);
      // Somebody asked the same at the same moment: theirs is found now.
      if (insertion.kind === "exists") continue;
      try {
        await record(call, approval);
      } catch (error) {
        await store.expire(workspaceId, approval.id, clock.now(), "The question could not be recorded.");
        throw error;
      }
      // Nobody hears of a question before its record is kept.
      announce(deps.events, approval);
      return approval;
    }
    throw tooMany(1);
  };
}
