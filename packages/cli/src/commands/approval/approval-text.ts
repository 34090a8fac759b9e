import type { ApprovalDetail } from "@peta/contract";
import { clean, fields, moment, next, paragraphs, revealed } from "../../text.ts";

const json = (title: string, value: unknown): string => `${title}:\n${revealed(JSON.stringify(value, null, 2))}`;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Everything that a decider has to see, for reading: what will be sent, in full. */
export function approvalText(approval: Omit<ApprovalDetail, "definition">): string {
  const { approvalId, editedArguments, previousArguments } = approval;
  const facts = fields([
    ["approval", approvalId],
    ["status", approval.status],
    ["principal", approval.principalId + (approval.ownerId === null ? "" : ` (${approval.ownerId} answers for it)`)],
    ["client", approval.clientName],
    ["target", approval.canonicalName],
    ["kind", approval.kind],
    [
      "danger level",
      approval.needsStepUp ? `${approval.dangerLevel}, confirmed with a password` : approval.dangerLevel,
    ],
    ["why", approval.reason],
    ["client says", approval.statedReason],
    ["asked", `${moment(approval.createdAt)} UTC`],
    ["until", `${moment(approval.expiresAt)} UTC`],
    ["decided by", approval.decidedBy],
    ["reason", approval.decisionReason],
    ["ended because", approval.outcomeReason],
    ["call digest", approval.callDigest],
  ]);
  return paragraphs(
    clean(approval.summary),
    facts,
    json(editedArguments ? "arguments as asked" : "arguments", approval.arguments),
    editedArguments && json("arguments as edited, which are sent", editedArguments),
    previousArguments && !same(previousArguments, approval.arguments)
      ? json("arguments of the last approved call", previousArguments)
      : null,
    approval.mayNotDecideBecause && clean(approval.mayNotDecideBecause),
    approval.mayDecide &&
      next(`peta approval approve ${approvalId}`, `peta approval reject ${approvalId} --reason WHY`),
  );
}
