"use client";

import { Field, PasswordInput } from "@peta/ui";
import { passwordHint } from "./password-hint.ts";

export interface PasswordFieldProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  /** A new password gets a hint about its length; the existing one does not. */
  isNew?: boolean;
  required?: boolean;
}

/** A password; a new one with a word about its strength. */
export function PasswordField({ label = "Password", value, onChange, error, isNew, required }: PasswordFieldProps) {
  const hint = isNew ? passwordHint(value) : undefined;
  return (
    <Field label={label} error={error} hint={hint?.text} required={required}>
      <PasswordInput
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete={isNew ? "new-password" : "current-password"}
        maxLength={256}
      />
      {hint && <PasswordMeter fill={hint.fill} />}
    </Field>
  );
}

/** Four bars; the hint says the same in words. */
function PasswordMeter({ fill }: { fill: number }) {
  const tone = fill === 1 ? "bg-danger" : fill === 2 ? "bg-warning" : "bg-success";
  return (
    <span aria-hidden className="grid grid-cols-4 gap-1">
      {[1, 2, 3, 4].map((bar) => (
        <span key={bar} className={`h-1 rounded-full ${bar > fill ? "bg-surface-3" : tone}`} />
      ))}
    </span>
  );
}
