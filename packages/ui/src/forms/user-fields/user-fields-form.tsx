"use client";

import { Field } from "../../primitives/field.tsx";
import { Input } from "../../primitives/input.tsx";
import { Select } from "../../primitives/select.tsx";
import { Switch } from "../../primitives/switch.tsx";
import { PasswordInput } from "../password-input.tsx";
import type { UserFieldView, UserValues } from "./user-fields.ts";

export interface UserFieldsFormProps {
  fields: readonly UserFieldView[];
  values: UserValues;
  onChange: (values: UserValues) => void;
  /** Keys of secrets that Core holds: they may stay empty. */
  storedSecrets?: readonly string[];
  /** Sentence per key. */
  errors?: Readonly<Record<string, string>>;
  disabled?: boolean;
}

/** The controls of somebody's own values for a server. Secrets are never shown again. */
export function UserFieldsForm(props: UserFieldsFormProps) {
  const { fields, values, onChange, storedSecrets = [], errors = {}, disabled } = props;
  return (
    <div className="grid gap-4">
      {fields.map((field) => (
        <UserFieldControl
          key={field.key}
          field={field}
          value={values[field.key] ?? ""}
          onChange={(value) => onChange({ ...values, [field.key]: value })}
          isStored={storedSecrets.includes(field.key)}
          error={errors[field.key]}
          disabled={disabled}
        />
      ))}
    </div>
  );
}

interface ControlProps {
  field: UserFieldView;
  value: string;
  onChange: (value: string) => void;
  isStored: boolean;
  error: string | undefined;
  disabled: boolean | undefined;
}

function UserFieldControl({ field, value, onChange, isStored, error, disabled }: ControlProps) {
  const stored = field.secret && isStored ? "Stored. Leave it empty to keep it." : undefined;
  const hint = [field.help, stored].filter(Boolean).join(" ") || undefined;
  if (field.type === "boolean") {
    return (
      <Field label={field.label} hint={hint} error={error} layout="inline">
        <Switch
          checked={value === "true"}
          disabled={disabled}
          onCheckedChange={(checked) => onChange(String(checked))}
        />
      </Field>
    );
  }
  return (
    <Field label={field.label} hint={hint} error={error} required={field.required}>
      {field.type === "choice" ? (
        <Select
          placeholder="Choose"
          value={value}
          disabled={disabled}
          onValueChange={onChange}
          options={(field.choices ?? []).map((choice) => ({ value: choice, label: choice }))}
        />
      ) : field.secret ? (
        <PasswordInput
          // Browsers offer to save any password field; this one is not a sign-in.
          autoComplete="new-password"
          spellCheck={false}
          placeholder={isStored ? "••••••••" : undefined}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          type={field.type === "url" ? "url" : "text"}
          inputMode={field.type === "number" ? "decimal" : undefined}
          mono={field.type !== "text"}
          autoComplete="off"
          spellCheck={false}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
