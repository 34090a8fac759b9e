"use client";

import { ApprovalCard, ArgumentList, ArgumentsEditor, JsonDiff, TextLink } from "@peta/ui";
import { useState } from "react";
import { principalHref } from "@/features/principals/principal-words.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";
import { ApprovalActions } from "./approval-actions.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalNotice } from "./approval-notice.tsx";
import { DecideDialog } from "./decide-dialog.tsx";
import { type ArgumentEdit, useArgumentEdit } from "./use-argument-edit.ts";
import { useDecideApproval } from "./use-decide-approval.ts";

/** One question to a person in full, and the answers: approve, edit, reject. */
export function ApprovalView({ approval }: { approval: ApprovalDetail }) {
  const me = useMe();
  const isAdmin = isAdministrator(me);
  const edit = useArgumentEdit(approval);
  const [asking, setAsking] = useState<"approve" | "reject" | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  const [isDecidedHere, setDecidedHere] = useState(false);
  const [isPasswordWanted, setPasswordWanted] = useState(false);
  const decision = useDecideApproval(approval, {
    onDecided() {
      setDecidedHere(true);
      setAsking(null);
      edit.stop();
    },
    onPasswordWanted() {
      setPasswordWanted(true);
      setAsking("approve");
    },
  });

  const isOpen = approval.status === "pending";
  // Only what was open on this page can be taken away from under it.
  if (isOpen && !wasOpen) setWasOpen(true);
  const mayDecide = isOpen && approval.mayDecide === true;
  const isDestructive = isMarkedDestructive(approval.definition);
  const needsPassword = approval.needsStepUp || isPasswordWanted;
  const dialog = isOpen ? asking : null;

  function approve() {
    if (!mayDecide || edit.isBlocked || decision.isPending) return;
    decision.reset();
    if (needsPassword || approval.requireReason || isDestructive) setAsking("approve");
    else send("approve", {});
  }
  function reject() {
    if (!mayDecide || decision.isPending) return;
    decision.reset();
    setAsking("reject");
  }
  function startEdit() {
    if (mayDecide && edit.canEdit && !edit.isEditing) edit.start();
  }
  function send(verdict: "approve" | "reject", more: { reason?: string; password?: string }) {
    const args = verdict === "approve" && edit.changed ? { arguments: edit.changed } : {};
    decision.decide({ decision: verdict, ...more, ...args });
  }
  usePageShortcuts([
    { keys: "a", label: "Approve", run: approve },
    { keys: "r", label: "Reject", run: reject },
    { keys: "e", label: "Edit arguments", run: startEdit },
  ]);
  const { error } = decision;
  const failure = error && !decision.isOver && error.code !== "approval.step_up_required" ? error.message : undefined;
  const linked = (id: string, name: string) => (isAdmin ? <TextLink href={principalHref(id)}>{name}</TextLink> : name);

  return (
    <>
      <ApprovalCard
        state={approval.status}
        summary={approval.summary}
        canonicalName={approval.canonicalName}
        serverName={approval.serverName}
        principal={{
          name: approval.principalName,
          kind: approval.ownerId === null ? "person" : "agent",
          href: linked(approval.principalId, approval.principalName),
        }}
        ownerName={approval.ownerId && linked(approval.ownerId, approval.ownerId)}
        clientName={approval.clientName}
        dangerLevel={approval.dangerLevel}
        isDestructive={isDestructive}
        needsStepUp={isOpen && approval.needsStepUp}
        isEdited={approval.isEdited}
        reason={<Reason approval={approval} />}
        createdAt={approval.createdAt}
        expiresAt={approval.expiresAt}
        notice={
          <ApprovalNotice
            approval={approval}
            wasTaken={wasOpen && !isOpen && !isDecidedHere}
            principalId={me.principalId}
          />
        }
        actions={
          isOpen && (
            <ApprovalActions
              edit={edit}
              mayDecide={mayDecide}
              isBusy={decision.isPending && dialog === null}
              failure={dialog === null ? failure : undefined}
              onApprove={approve}
              onEdit={startEdit}
              onReject={reject}
            />
          )
        }
      >
        {edit.isEditing ? (
          <EditedArguments approval={approval} edit={edit} />
        ) : (
          <>
            <h3 className="-mb-2 text-13 font-semibold">
              {isOpen ? "Everything that will be sent" : "What was asked for"}
            </h3>
            <ArgumentList label="Arguments" value={approval.arguments} schema={edit.schema} />
            <ApprovalFacts approval={approval} isAdmin={isAdmin} />
          </>
        )}
      </ApprovalCard>
      <DecideDialog
        approval={approval}
        decision={dialog}
        isEdited={edit.changed !== null}
        needsPassword={needsPassword}
        isDestructive={isDestructive}
        busy={decision.isPending}
        error={failure}
        onClose={() => {
          setAsking(null);
          setPasswordWanted(false);
          decision.reset();
        }}
        onDecide={(more) => send(dialog ?? "approve", more)}
      />
    </>
  );
}

function EditedArguments({ approval, edit }: { approval: ApprovalDetail; edit: ArgumentEdit }) {
  return (
    <>
      <ArgumentsEditor
        label="Arguments to send"
        initial={approval.arguments}
        schema={edit.schema}
        onChange={edit.change}
        problems={edit.problems}
      />
      {edit.changed && (
        <JsonDiff
          label="Your changes"
          before={approval.arguments}
          after={edit.changed}
          beforeLabel="Asked for"
          afterLabel="As you edited it"
        />
      )}
    </>
  );
}

/** Why a person is asked, and what the client says for itself. */
function Reason({ approval }: { approval: ApprovalDetail }) {
  return (
    <>
      {approval.reason}
      {approval.requireReason && approval.status === "pending" && " You have to say why you decide as you do."}
      {approval.statedReason && (
        <span className="mt-1 block text-text-muted">
          The client gives this reason, which nobody has checked: “{approval.statedReason}”
        </span>
      )}
    </>
  );
}

/** What the tool says of itself; only a hint, and never a reason to ask less. */
function isMarkedDestructive(definition: unknown): boolean {
  const annotations = (definition as { annotations?: Record<string, unknown> } | null)?.annotations;
  return annotations?.destructiveHint === true;
}
