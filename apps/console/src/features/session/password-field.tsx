"use client";

import { Field, IconButton, Input } from "@peta/ui";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { passwordHint } from "./password-hint.ts";

export interface PasswordFieldProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  /** A new password gets a hint about its length; the existing one does not. */
  isNew?: boolean;
  autoFocus?: boolean;
  required?: boolean;
}

/** A password with a button that shows it. */
export function PasswordField({ label = "Password", value, onChange, error, isNew, autoFocus, required }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const hint = isNew ? passwordHint(value) : undefined;
  return (
    <Field label={label} error={error} hint={hint?.text} required={required}>
      <Input
        type={isShown ? "text" : "password"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete={isNew ? "new-password" : "current-password"}
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={autoFocus}
        maxLength={256}
        trailing={
          <IconButton
            size="sm"
            label={isShown ? "Hide password" : "Show password"}
            icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            onClick={() => setIsShown(!isShown)}
          />
        }
      />
      {hint && <PasswordMeter fill={hint.fill} />}
    </Field>
  );
}

/** Four bars; the words beside them say the same. */
function PasswordMeter({ fill }: { fill: number }) {
  return (
    <span aria-hidden className="grid grid-cols-4 gap-1">
      {[1, 2, 3, 4].map((bar) => (
        <span
          key={bar}
          className={`h-1 rounded-full ${bar > fill ? "bg-surface-3" : fill === 1 ? "bg-danger" : fill === 2 ? "bg-warning" : "bg-success"}`}
        />
      ))}
    </span>
  );
}
