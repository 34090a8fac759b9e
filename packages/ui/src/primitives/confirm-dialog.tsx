"use client";

import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question that names the thing: "Remove server github?" */
  title: ReactNode;
  /** What will happen, what stays, what cannot come back. */
  children?: ReactNode;
  /** The verb: "Remove server". */
  confirmLabel: string;
  cancelLabel?: string;
  tone?: "primary" | "danger";
  /** The person must type this exactly first. Only for what cannot come back. */
  typedConfirmation?: string;
  busy?: boolean;
  /** Why the last attempt did not work. */
  error?: ReactNode;
  /** The dialog stays open until the owner closes it, so that an error has its place. */
  onConfirm: () => void;
}

/** Asks before something that Undo cannot bring back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={props.title} size="sm">
      {/* Mounted with the dialog, so that a typed word never survives a closing. */}
      <ConfirmForm {...props} />
    </Dialog>
  );
}

function ConfirmForm(props: ConfirmDialogProps) {
  const [typed, setTyped] = useState("");
  const isReady = props.typedConfirmation === undefined || typed === props.typedConfirmation;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !props.busy) props.onConfirm();
      }}
    >
      {props.children && <div className="grid gap-2 text-13 text-text-muted">{props.children}</div>}
      {props.typedConfirmation !== undefined && (
        <Field
          label={
            <>
              Type <code className="rounded-sm bg-surface-2 px-1 py-0.5 select-all">{props.typedConfirmation}</code> to
              confirm
            </>
          }
        >
          <Input mono autoComplete="off" spellCheck={false} value={typed} onChange={(e) => setTyped(e.target.value)} />
        </Field>
      )}
      {props.error && (
        <p role="alert" className="text-13 font-medium text-danger">
          {props.error}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => props.onOpenChange(false)}>{props.cancelLabel ?? "Cancel"}</Button>
        <Button
          type="submit"
          variant={props.tone === "danger" ? "danger" : "primary"}
          disabled={!isReady}
          busy={props.busy}
        >
          {props.confirmLabel}
        </Button>
      </div>
    </form>
  );
}
