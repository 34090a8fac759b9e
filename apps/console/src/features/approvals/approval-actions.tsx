import { Button } from "@peta/ui";
import type { ArgumentEdit } from "./use-argument-edit.ts";

export interface ApprovalActionsProps {
  edit: ArgumentEdit;
  mayDecide: boolean;
  isBusy: boolean;
  /** Why the last attempt did not work. */
  failure: string | undefined;
  onApprove: () => void;
  onEdit: () => void;
  onReject: () => void;
}

/** The answers to a question, each with its key. */
export function ApprovalActions({ edit, mayDecide, isBusy, failure, ...on }: ApprovalActionsProps) {
  return (
    <>
      {failure && (
        <p role="alert" className="mr-auto min-w-0 flex-1 basis-60 text-13 font-medium text-danger">
          {failure}
        </p>
      )}
      {edit.isEditing && <Button onClick={edit.stop}>Cancel edit</Button>}
      <Button variant="danger-outline" disabled={!mayDecide} onClick={on.onReject} title="r" aria-keyshortcuts="r">
        Reject
      </Button>
      {!edit.isEditing && edit.canEdit && (
        <Button disabled={!mayDecide} onClick={on.onEdit} title="e" aria-keyshortcuts="e">
          Edit
        </Button>
      )}
      <Button
        variant="primary"
        title="a"
        aria-keyshortcuts="a"
        disabled={!mayDecide || edit.isBlocked}
        busy={isBusy}
        onClick={on.onApprove}
      >
        {edit.changed ? "Approve edited call" : "Approve"}
      </Button>
    </>
  );
}
