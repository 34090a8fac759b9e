import type { ApprovalDetail } from "@peta/contract";
import { ApprovalCard, ArgumentList, ArgumentsEditor, Button, JsonDiff, Kbd, useShortcuts } from "@peta/ui";
import { useRef, useState } from "react";
import { useConnection } from "../../desk/desk-state.tsx";
import { ApprovalFacts } from "./approval-facts.tsx";
import { ApprovalNotice } from "./approval-notice.tsx";
import { isDestructive } from "./approval-words.ts";
import { DecideDialog } from "./decide-dialog.tsx";
import { useDecide } from "./use-decide.ts";
import { useEdit } from "./use-edit.ts";

type Verdict = "approve" | "reject";

/** A question to the person in full, and the answers: approve, edit, reject. */
export function ApprovalQuestion({ approval }: { approval: ApprovalDetail }) {
  const { me } = useConnection();
  const edit = useEdit(approval);
  const [asking, setAsking] = useState<Verdict | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  const [isDecidedHere, setDecidedHere] = useState(false);
  const card = useRef<HTMLDivElement>(null);
  const decision = useDecide(approval.approvalId, () => {
    setDecidedHere(true);
    setAsking(null);
    edit.end();
    // The buttons are gone: the focus stays with what was decided.
    card.current?.focus({ preventScroll: true });
  });

  const isOpen = approval.status === "pending";
  // Only what waited in this window can be taken away from under it.
  if (isOpen && !wasOpen) setWasOpen(true);
  const mayDecide = isOpen && approval.mayDecide === true;
  const isEditing = edit.isEditing && isOpen;
  const canEdit = approval.kind === "tool" || approval.kind === "prompt";
  const destroys = isDestructive(approval) === true;
  const needsPassword = approval.needsStepUp || decision.wantsPassword;
  // Policy may want the password only for the arguments as they were edited: then the dialog asks for it.
  const dialog = asking ?? (decision.wantsPassword && isOpen ? "approve" : null);

  function send(verdict: Verdict, more: { reason?: string; password?: string } = {}) {
    const changes = verdict === "approve" && edit.isChanged && edit.edited !== null ? { arguments: edit.edited } : {};
    decision.decide({ decision: verdict, ...more, ...changes });
  }
  function begin(verdict: Verdict, isSure: boolean) {
    if (!mayDecide || decision.isPending || (verdict === "approve" && edit.isBlocked)) return;
    decision.reset();
    const asksMore = verdict === "reject" || needsPassword || approval.requireReason || destroys;
    if (asksMore || !isSure) setAsking(verdict);
    else send(verdict);
  }
  function beginEdit() {
    if (mayDecide && canEdit && !isEditing) edit.begin();
  }
  useShortcuts([
    // A key is pressed by mistake more easily than a button: it asks once more.
    { keys: "a", label: "Approve", run: () => begin("approve", false) },
    { keys: "r", label: "Reject", run: () => begin("reject", false) },
    { keys: "e", label: "Edit the arguments", run: beginEdit },
    { keys: "enter", label: "Into the one that is picked", run: () => card.current?.focus() },
  ]);

  return (
    <div ref={card} tabIndex={-1} className="rounded focus-visible:outline-none">
      <ApprovalCard
        state={approval.status}
        summary={approval.summary}
        canonicalName={approval.canonicalName}
        serverName={approval.serverName}
        principal={{ name: approval.principalName, kind: approval.ownerId === null ? "person" : "agent" }}
        ownerName={approval.ownerId === null || approval.ownerId === me?.principalId ? undefined : approval.ownerId}
        clientName={approval.clientName}
        dangerLevel={approval.dangerLevel}
        isDestructive={destroys}
        needsStepUp={isOpen && approval.needsStepUp}
        isEdited={approval.isEdited}
        reason={<Reason approval={approval} />}
        createdAt={approval.createdAt}
        expiresAt={approval.expiresAt}
        notice={
          isOpen && approval.mayDecide !== false ? undefined : (
            <ApprovalNotice
              approval={approval}
              wasOpen={wasOpen}
              wasTaken={wasOpen && !isDecidedHere}
              myId={me?.principalId}
            />
          )
        }
        actions={
          isOpen && (
            <>
              {decision.problem && dialog === null && (
                <p role="alert" className="mr-auto min-w-0 flex-1 basis-60 text-13 font-medium text-danger">
                  {decision.problem.message}
                </p>
              )}
              {isEditing && <Button onClick={edit.end}>Cancel editing</Button>}
              <Button variant="danger-outline" disabled={!mayDecide} onClick={() => begin("reject", true)}>
                Reject <KeyHint keys="r" />
              </Button>
              {!isEditing && canEdit && (
                <Button disabled={!mayDecide} onClick={beginEdit}>
                  Edit <KeyHint keys="e" />
                </Button>
              )}
              <Button
                variant="primary"
                disabled={!mayDecide || edit.isBlocked}
                busy={decision.isPending && dialog === null}
                onClick={() => begin("approve", true)}
              >
                {isEditing && edit.isChanged ? "Approve with your changes" : "Approve"} <KeyHint keys="a" />
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
              schema={edit.schema}
              onChange={edit.change}
              problems={edit.problems}
            />
            {edit.isChanged && (
              <JsonDiff
                label="Your changes"
                before={approval.arguments}
                after={edit.edited}
                beforeLabel="Asked for"
                afterLabel="As you changed it"
              />
            )}
          </>
        ) : (
          <>
            <h3 className="-mb-2 text-13 font-semibold">
              {isOpen ? "Everything that will be sent" : "What was asked for"}
            </h3>
            <ArgumentList label="Arguments" value={approval.arguments} schema={edit.schema} />
            <ApprovalFacts approval={approval} />
          </>
        )}
      </ApprovalCard>
      {dialog !== null && isOpen && (
        <DecideDialog
          approval={approval}
          verdict={dialog}
          isEdited={edit.isChanged}
          needsPassword={needsPassword}
          isDestructive={destroys}
          busy={decision.isPending}
          problem={decision.problem?.message ?? null}
          onClose={() => {
            setAsking(null);
            decision.reset();
          }}
          onDecide={(more) => send(dialog, more)}
        />
      )}
    </div>
  );
}

/** The key that does the same; the button's name stays without it. */
function KeyHint({ keys }: { keys: string }) {
  return (
    <span aria-hidden className="max-sm:hidden">
      <Kbd keys={keys} />
    </span>
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
