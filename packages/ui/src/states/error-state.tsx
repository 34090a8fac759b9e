"use client";

import { OctagonAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../primitives/button.tsx";
import { CopyButton } from "../primitives/copy-button.tsx";
import { StateFrame } from "./empty-state.tsx";

export interface ErrorDetails {
  message: string;
  code?: string | undefined;
  requestId?: string | undefined;
}

/** What "Copy details" puts into the clipboard: only what is on the screen, so that no secret leaves with it. */
export function errorDetailsText({ message, code, requestId }: ErrorDetails): string {
  return [message, code && `Code: ${code}`, requestId && `Request: ${requestId}`].filter(Boolean).join("\n");
}

export interface ErrorStateProps extends ErrorDetails {
  /** What did not work: "Servers could not be loaded". */
  title?: string;
  /** What was kept: "Your changes are still in the form." */
  kept?: ReactNode;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  /** Further buttons. */
  actions?: ReactNode;
  compact?: boolean;
  className?: string;
}

/** Something failed: what, why, what was kept, try again, and details to hand on. */
export function ErrorState(props: ErrorStateProps) {
  const { message, code, requestId, onRetry } = props;
  return (
    <StateFrame
      role="alert"
      icon={<OctagonAlert aria-hidden />}
      iconClassName="border-danger/25 bg-danger-subtle text-danger"
      title={props.title ?? "This did not work"}
      compact={props.compact}
      className={props.className}
      actions={
        <>
          {onRetry && (
            <Button
              icon={<RotateCw aria-hidden />}
              onClick={onRetry}
              busy={props.retrying ?? false}
              busyLabel="Trying again"
            >
              Try again
            </Button>
          )}
          {props.actions}
          <CopyButton
            text={() => errorDetailsText({ message, code, requestId })}
            label="Copy details"
            showLabel
            size="md"
            variant="ghost"
          />
        </>
      }
    >
      <p>{message}</p>
      {props.kept && <p className="mt-1">{props.kept}</p>}
      {(code || requestId) && (
        <p className="mt-2 font-mono text-12 break-all">{[code, requestId].filter(Boolean).join(" · ")}</p>
      )}
    </StateFrame>
  );
}
