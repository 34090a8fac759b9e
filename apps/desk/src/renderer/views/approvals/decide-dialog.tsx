import type { ApprovalDetail } from "@peta/contract";
import { Button, Callout, Dialog, Field, FormActions, PasswordInput, Textarea } from "@peta/ui";
import { type SubmitEvent, useState } from "react";

export interface DecideDialogProps {
  approval: ApprovalDetail;
  verdict: "approve" | "reject";
  isEdited: boolean;
  needsPassword: boolean;
  isDestructive: boolean;
  busy: boolean;
  problem: string | null;
  onClose: () => void;
  onDecide: (more: { reason?: string; password?: string }) => void;
}

/** The last step of a decision: what it still needs, and what it means. */
export function DecideDialog(props: DecideDialogProps) {
  const { approval, verdict, isEdited } = props;
  const verb = verdict === "reject" ? "Reject" : isEdited ? "Approve with your changes" : "Approve";
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      size="sm"
      title={`${verb}?`}
      description={approval.summary}
    >
      <DecideForm {...props} verb={verb} />
    </Dialog>
  );
}

function DecideForm(props: DecideDialogProps & { verb: string }) {
  const { approval, isDestructive } = props;
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const [isSent, setSent] = useState(false);
  const isReject = props.verdict === "reject";
  const asksReason = isReject || approval.requireReason;
  const asksPassword = !isReject && props.needsPassword;
  const reasonProblem = approval.requireReason && reason.trim() === "" ? "A rule wants to know why." : undefined;
  const passwordProblem = asksPassword && password === "" ? "Enter your password." : undefined;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setSent(true);
    if (props.busy || (asksReason && reasonProblem) || passwordProblem) return;
    props.onDecide({ ...(reason.trim() !== "" && { reason: reason.trim() }), ...(asksPassword && { password }) });
  }
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {!isReject && isDestructive && (
        <Callout tone="danger">
          The server says that this can destroy things. An approved call cannot be called back.
        </Callout>
      )}
      {asksReason && (
        <Field
          label="Reason"
          required={approval.requireReason}
          hint={isReject ? `${approval.principalName} is told.` : "It is kept with the decision."}
          error={isSent ? reasonProblem : undefined}
        >
          <Textarea rows={2} maxLength={1_000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
      )}
      {asksPassword && (
        <Field
          label="Your password"
          hint="The one you sign in to Peta with. Desk does not keep it."
          error={isSent ? passwordProblem : undefined}
          required
        >
          <PasswordInput
            autoComplete="off"
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Field>
      )}
      <FormActions error={props.problem}>
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" variant={isReject || isDestructive ? "danger" : "primary"} busy={props.busy}>
          {props.verb}
        </Button>
      </FormActions>
    </form>
  );
}
