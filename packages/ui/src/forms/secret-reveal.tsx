"use client";

import { KeyRound } from "lucide-react";
import { type ReactNode, useState } from "react";
import { cn } from "../lib/cn.ts";
import { Button } from "../primitives/button.tsx";
import { Checkbox } from "../primitives/checkbox.tsx";
import { CopyButton } from "../primitives/copy-button.tsx";
import { Field } from "../primitives/field.tsx";

export interface SecretRevealProps {
  secret: string;
  /** What it is: "Access token". */
  label: string;
  /** Why it must be stored now. */
  warning?: ReactNode;
  /** Shows the button that ends it; it waits for the tick. */
  onDone?: () => void;
  doneLabel?: string;
  className?: string;
}

/** A secret that is shown this once: covered until asked for, copied without being seen, put away knowingly. */
export function SecretReveal({ secret, label, warning, onDone, doneLabel = "Done", className }: SecretRevealProps) {
  const [isShown, setShown] = useState(false);
  const [isStored, setStored] = useState(false);
  const cover = "•".repeat(Math.min(32, Math.max(12, secret.length - 4)));
  return (
    <div className={cn("grid gap-4", className)}>
      <div className="rounded border border-warning/30 bg-warning-subtle p-3">
        <p className="mb-2 flex items-center gap-2 text-13 font-medium text-text">
          <KeyRound aria-hidden className="size-4 text-warning" />
          {label}
        </p>
        <output
          aria-label={isShown ? label : `${label}, covered`}
          className="block rounded-sm border border-border bg-surface-1 px-3 py-2 font-mono text-13 break-all text-text select-all"
        >
          {isShown ? secret : `${cover}${secret.slice(-4)}`}
        </output>
        <div className="mt-2 flex flex-wrap gap-2">
          <CopyButton text={secret} label={`Copy ${label.toLowerCase()}`} showLabel size="sm" variant="primary" />
          <Button size="sm" onClick={() => setShown(!isShown)} aria-pressed={isShown}>
            {isShown ? "Cover" : "Show"}
          </Button>
        </div>
      </div>
      <p className="text-13 text-text-muted">
        {warning ??
          "This is the only time it is shown: only a hash of it is kept. If it is lost, create another and revoke this one."}
      </p>
      {onDone && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <Field label="I have stored it" layout="inline">
            <Checkbox checked={isStored} onCheckedChange={(checked) => setStored(checked === true)} />
          </Field>
          <Button variant="primary" disabled={!isStored} onClick={onDone}>
            {doneLabel}
          </Button>
        </div>
      )}
    </div>
  );
}
