"use client";

import { Field, Input, PasswordInput, Select, Switch } from "@peta/ui";
import { useState } from "react";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { emptyOAuthDraft, type OAuthDraft, toOAuth } from "./oauth-draft.ts";

const grants = [
  { value: "authorization_code", label: "An administrator signs in once, in a browser" },
  { value: "client_credentials", label: "Core signs in by itself, with id and secret" },
] as const;

/** The client as which Core signs in to a server that wants OAuth, where it cannot be found out. */
export function OAuthFields(props: {
  draft: OAuthDraft;
  onChange: (draft: OAuthDraft) => void;
  /** Under "launch.oauth.clientId", ... */
  errors: FieldErrors;
}) {
  const { draft, onChange, errors } = props;
  const [isOpen, setOpen] = useState(toOAuth(draft) !== undefined);
  const set = (part: Partial<OAuthDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="grid gap-4">
      <Field
        label="OAuth client"
        hint="Most servers that want a sign-in need nothing here: Core registers itself. It is for those that know registered clients only."
        layout="inline"
      >
        <Switch
          checked={isOpen}
          onCheckedChange={(isOn) => {
            setOpen(isOn);
            if (!isOn) onChange(emptyOAuthDraft);
          }}
        />
      </Field>
      {isOpen && (
        <>
          <Field label="Who signs in" error={errors["launch.oauth.grant"]}>
            <Select
              value={draft.grant}
              options={grants}
              onValueChange={(grant) =>
                set({ grant: grant === "client_credentials" ? "client_credentials" : "authorization_code" })
              }
            />
          </Field>
          <Field
            label="Client id"
            required={draft.grant === "client_credentials"}
            error={errors["launch.oauth.clientId"]}
          >
            <Input
              mono
              autoComplete="off"
              spellCheck={false}
              value={draft.clientId}
              onChange={(event) => set({ clientId: event.target.value })}
            />
          </Field>
          <Field
            label="Client secret"
            hint="Sealed by Core and never shown again."
            required={draft.grant === "client_credentials"}
            error={errors["launch.oauth.clientSecret"]}
          >
            <PasswordInput
              autoComplete="new-password"
              value={draft.clientSecret}
              onChange={(event) => set({ clientSecret: event.target.value })}
            />
          </Field>
          <Field
            label="Scopes"
            hint="Asked for in the place of those that the server names, with one space between them."
            required={false}
            error={errors["launch.oauth.scope"]}
          >
            <Input
              mono
              autoComplete="off"
              spellCheck={false}
              placeholder="read write"
              value={draft.scope}
              onChange={(event) => set({ scope: event.target.value })}
            />
          </Field>
        </>
      )}
    </div>
  );
}
