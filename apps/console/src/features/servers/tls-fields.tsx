"use client";

import { Field, PasswordInput, Switch, Textarea } from "@peta/ui";
import { useState } from "react";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { emptyTlsDraft, type TlsDraft, toTls } from "./tls-draft.ts";

/** Certificates of a connection: sealed with the launch and never shown again. */
export function TlsFields(props: {
  draft: TlsDraft;
  onChange: (draft: TlsDraft) => void;
  /** Under "launch.tls.certificate", ... */
  errors: FieldErrors;
}) {
  const { draft, onChange, errors } = props;
  const [isOpen, setOpen] = useState(toTls(draft) !== undefined);
  const pem = (name: "certificate" | "privateKey" | "ca", label: string, hint: string) => (
    <Field label={label} hint={hint} required={false} error={errors[`launch.tls.${name}`]}>
      <Textarea
        mono
        autoComplete="off"
        spellCheck={false}
        placeholder="-----BEGIN …"
        value={draft[name]}
        onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <div className="grid gap-4">
      <Field
        label="Certificates of its own"
        hint="For servers that want a client certificate (mTLS), or whose certificate a private authority signed."
        error={errors["launch.tls"]}
        layout="inline"
      >
        <Switch
          checked={isOpen}
          onCheckedChange={(isOn) => {
            setOpen(isOn);
            if (!isOn) onChange(emptyTlsDraft);
          }}
        />
      </Field>
      {isOpen && (
        <>
          {pem("certificate", "Client certificate", "PEM, with the certificates between it and its authority.")}
          {pem("privateKey", "Private key", "PEM. Sealed by Core and never shown again.")}
          <Field label="Passphrase of the key" required={false} error={errors["launch.tls.passphrase"]}>
            <PasswordInput
              autoComplete="new-password"
              value={draft.passphrase}
              onChange={(event) => onChange({ ...draft, passphrase: event.target.value })}
            />
          </Field>
          {pem("ca", "Authorities to trust", "PEM. For this server alone, in the place of the well-known ones.")}
        </>
      )}
    </div>
  );
}
