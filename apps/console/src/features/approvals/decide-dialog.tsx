"use client";

import { Button, Callout, Dialog, Field, FormActions, PasswordInput, Textarea } from "@peta/ui";
import { type SubmitEvent, useState } from "react";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";

export interface DecideDialogProps {
  approval: ApprovalDetail;
  /** Closed without one. */
  decision: "approve" | "reject" | null;
  /** The arguments were changed by the decider. */
  isEdited: boolean;
  needsPassword: boolean;
  isDestructive: boolean;
  busy: boolean;
  error: string | undefined;
  onClose: () => void;
  onDecide: (input: { reason?: string; password?: string }) => void;
}

/** What a decision still needs: a reason, the password, or a second look at what cannot be undone. */
export function DecideDialog(props: DecideDialogProps) {
  const { approval, decision } = props;
  const verb = decision === "reject" ? "Reject" : props.isEdited ? "Approve edited" : "Approve";
  return (
    <Dialog
      open={decision !== null}
      onOpenChange={(open) => !open && props.onClose()}
      size="sm"
      title={`${verb} call of ${approval.name}?`}
      description={approval.summary}
    >
      {decision && <DecideForm {...props} decision={decision} verb={verb} />}
    </Dialog>
  );
}

function DecideForm(props: DecideDialogProps & { decision: "approve" | "reject"; verb: string }) {
  const { approval, decision, needsPassword } = props;
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const [isAsked, setAsked] = useState(false);
  const isReject = decision === "reject";
  const asksReason = isReject || approval.requireReason;
  const asksPassword = !isReject && needsPassword;
  const problems = {
    reason: approval.requireReason && reason.trim() === "" ? "A rule wants you to say why." : undefined,
    password: asksPassword && password === "" ? "Your password is needed." : undefined,
  };
  function submit(event: SubmitEvent) {
    event.preventDefault();
    setAsked(true);
    if ((asksReason && problems.reason) || problems.password || props.busy) return;
    props.onDecide({ ...(reason.trim() && { reason: reason.trim() }), ...(asksPassword && { password }) });
  }
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {!isReject && props.isDestructive && (
        <Callout tone="danger">
          The server says that this tool can destroy things. An approved call cannot be called back.
        </Callout>
      )}
      {asksReason && (
        <Field
          label="Reason"
          required={approval.requireReason}
          hint={isReject ? "The agent is told." : "It is kept with the decision."}
          error={isAsked ? problems.reason : undefined}
        >
          <Textarea rows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      )}
      {asksPassword && (
        <Field
          label="Your password"
          hint="To be sure that it is you."
          error={isAsked ? problems.password : undefined}
          required
        >
          <PasswordInput
            autoComplete="current-password"
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
      )}
      <FormActions error={props.error}>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" variant={isReject || props.isDestructive ? "danger" : "primary"} busy={props.busy}>
          {props.verb}
        </Button>
      </FormActions>
    </form>
  );
}
