"use client";

import { CircleAlert } from "lucide-react";
import { createContext, type ReactNode, use, useId } from "react";
import { cn } from "../lib/cn.ts";

interface FieldContextValue {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

const FieldContext = createContext<FieldContextValue | null>(null);

export interface FieldProps {
  label: ReactNode;
  /** One sentence under the label's control, read with it. */
  hint?: ReactNode;
  /** What is wrong and what to do; replaces nothing, it is read first. */
  error?: ReactNode;
  required?: boolean;
  /** Hides the label from sight where the place already says it; screen readers still hear it. */
  hideLabel?: boolean;
  /** Right of the label: a counter, a "forgot?" link. */
  aside?: ReactNode;
  /** `inline` puts a switch or checkbox beside its label. */
  layout?: "stacked" | "inline";
  /** Use when the control's id must be known outside. */
  id?: string;
  className?: string;
  children: ReactNode;
}

/** Label, control, hint and error of one form control; controls of this package wire themselves to it. */
export function Field(props: FieldProps) {
  const generated = useId();
  const id = props.id ?? generated;
  const hintId = props.hint ? `${id}-hint` : undefined;
  const errorId = props.error ? `${id}-error` : undefined;
  const describedBy = [errorId, hintId].filter(Boolean).join(" ") || undefined;
  const value = { id, describedBy, invalid: Boolean(props.error), required: props.required ?? false };

  const label = (
    <label htmlFor={id} className={cn("text-13 font-medium text-text", props.hideLabel && "sr-only")}>
      {props.label}
      {props.required === false && <span className="ml-1.5 font-normal text-text-muted">Optional</span>}
    </label>
  );
  const notes = (
    <>
      {props.hint && (
        <p id={hintId} className="text-12 text-text-muted">
          {props.hint}
        </p>
      )}
      {props.error && (
        <p id={errorId} className="flex items-start gap-1.5 text-12 font-medium text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>{props.error}</span>
        </p>
      )}
    </>
  );
  if (props.layout === "inline") {
    return (
      <FieldContext value={value}>
        <div className={cn("flex items-start gap-2.5", props.className)}>
          <span className="flex h-5 items-center">{props.children}</span>
          <div className="grid gap-0.5">
            {label}
            {notes}
          </div>
        </div>
      </FieldContext>
    );
  }
  return (
    <FieldContext value={value}>
      <div className={cn("grid content-start gap-1.5", props.className)}>
        <div className={cn("flex items-baseline justify-between gap-3", props.hideLabel && "contents")}>
          {label}
          {props.aside && <span className="text-12 text-text-muted">{props.aside}</span>}
        </div>
        {props.children}
        {notes}
      </div>
    </FieldContext>
  );
}

/** The id and aria attributes that tie a control to the Field around it; own values win. For custom controls. */
export function useFieldControl(own: {
  id?: string | undefined;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: React.AriaAttributes["aria-invalid"];
}) {
  const field = use(FieldContext);
  const invalid = own["aria-invalid"] ?? (field?.invalid || undefined);
  return {
    id: own.id ?? field?.id,
    "aria-describedby": own["aria-describedby"] ?? field?.describedBy,
    "aria-invalid": invalid,
    "aria-required": field?.required || undefined,
  };
}
