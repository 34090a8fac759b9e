"use client";

import { ApprovalCard, ArgumentList, ArgumentsEditor, Button, isSameJson, JsonDiff, TextLink } from "@peta/ui";
import { useState } from "react";
import { principalHref } from "@/features/principals/principal-words.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalNotice } from "./approval-notice.tsx";
import { checkArguments, inputSchemaOf } from "./check-arguments.ts";
import { DecideDialog } from "./decide-dialog.tsx";
import { useDecideApproval } from "./use-decide-approval.ts";

/** One question to a person in full, and the answers: approve, edit, reject. */
export function ApprovalView({ approval }: { approval: ApprovalDetail }) {
  const me = useMe();
  const isAdmin = isAdministrator(me);
  const [edit, setEdit] = useState<{ value: Record<string, unknown> | null } | null>(null);
  const [asking, setAsking] = useState<"approve" | "reject" | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  const [isDecidedHere, setDecidedHere] = useState(false);
  const decision = useDecideApproval(approval, () => {
    setDecidedHere(true);
    close();
  });

  const isOpen = approval.status === "pending";
  // Only what was open on this page can be taken away from under it.
  if (isOpen && !wasOpen) setWasOpen(true);
  const mayDecide = isOpen && approval.mayDecide === true;
  const isEditing = edit !== null && isOpen;
  const canEdit = approval.kind === "tool" || approval.kind === "prompt";
  const schema = inputSchemaOf(approval.definition);
  const isDestructive = hintOf(approval.definition, "destructiveHint") === true;
  const needsPassword = approval.needsStepUp || decision.wantsPassword;
  const edited = edit?.value ?? null;
  const isChanged = edited !== null && !isSameJson(edited, approval.arguments);
  const problems = edited === null ? [] : checkArguments(schema, edited);
  // What was wrong before the edit is the asker's doing, and no reason to hold the answer up.
  const before = new Set(checkArguments(schema, approval.arguments).map(({ path, message }) => `${path} ${message}`));
  const isBlocked =
    isEditing && (edited === null || problems.some(({ path, message }) => !before.has(`${path} ${message}`)));

  function close() {
    setAsking(null);
    setEdit(null);
  }
  function approve() {
    if (!mayDecide || isBlocked || decision.isPending) return;
    if (needsPassword || approval.requireReason || isDestructive) {
      decision.reset();
      return setAsking("approve");
    }
    send("approve", {});
  }
  function reject() {
    if (!mayDecide || decision.isPending) return;
    decision.reset();
    setAsking("reject");
  }
  function startEdit() {
    if (mayDecide && canEdit && !isEditing) setEdit({ value: approval.arguments });
  }
  function send(verdict: "approve" | "reject", more: { reason?: string; password?: string }) {
    decision.decide({
      decision: verdict,
      ...more,
      ...(verdict === "approve" && isChanged && edited && { arguments: edited }),
    });
  }
  usePageShortcuts([
    { keys: "a", label: "Approve", run: approve },
    { keys: "r", label: "Reject", run: reject },
    { keys: "e", label: "Edit arguments", run: startEdit },
  ]);
  // Policy may want the password only for the arguments as they were edited: then the dialog asks for it.
  const dialog = asking ?? (decision.wantsPassword && isOpen ? "approve" : null);
  const failure =
    decision.error && !decision.isOver && decision.error.code !== "approval.step_up_required"
      ? decision.error.message
      : undefined;

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
          href: isAdmin ? (
            <TextLink href={principalHref(approval.principalId)}>{approval.principalName}</TextLink>
          ) : undefined,
        }}
        ownerName={
          approval.ownerId &&
          (isAdmin ? <TextLink href={principalHref(approval.ownerId)}>{approval.ownerId}</TextLink> : approval.ownerId)
        }
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
            <>
              {failure && dialog === null && (
                <p role="alert" className="mr-auto min-w-0 flex-1 basis-60 text-13 font-medium text-danger">
                  {failure}
                </p>
              )}
              {isEditing && <Button onClick={() => setEdit(null)}>Cancel edit</Button>}
              <Button variant="danger-outline" disabled={!mayDecide} onClick={reject} title="r" aria-keyshortcuts="r">
                Reject
              </Button>
              {!isEditing && canEdit && (
                <Button disabled={!mayDecide} onClick={startEdit} title="e" aria-keyshortcuts="e">
                  Edit
                </Button>
              )}
              <Button
                variant="primary"
                title="a"
                aria-keyshortcuts="a"
                disabled={!mayDecide || isBlocked}
                busy={decision.isPending && dialog === null}
                onClick={approve}
              >
                {isEditing && isChanged ? "Approve edited call" : "Approve"}
              </Button>
            </>
          )
        }
      >
        {isEditing ? (
          <>
            <ArgumentsEditor
              label="Arguments to send"
              initial={approval.arguments}
              schema={schema}
              onChange={(value) => setEdit({ value })}
              problems={problems}
            />
            {isChanged && (
              <JsonDiff
                label="Your changes"
                before={approval.arguments}
                after={edited}
                beforeLabel="Asked for"
                afterLabel="As you edited it"
              />
            )}
          </>
        ) : (
          <>
            <h3 className="-mb-2 text-13 font-semibold">
              {isOpen ? "Everything that will be sent" : "What was asked for"}
            </h3>
            <ArgumentList label="Arguments" value={approval.arguments} schema={schema} />
            <ApprovalFacts approval={approval} isAdmin={isAdmin} />
          </>
        )}
      </ApprovalCard>
      <DecideDialog
        approval={approval}
        decision={isOpen ? dialog : null}
        isEdited={isChanged}
        needsPassword={needsPassword}
        isDestructive={isDestructive}
        busy={decision.isPending}
        error={failure}
        onClose={() => {
          setAsking(null);
          decision.reset();
        }}
        onDecide={(more) => send(dialog ?? "approve", more)}
      />
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

/** A hint of the tool about itself; undefined when it says nothing. */
function hintOf(definition: unknown, name: string): unknown {
  const annotations = (definition as { annotations?: Record<string, unknown> } | null)?.annotations;
  return annotations?.[name];
}
