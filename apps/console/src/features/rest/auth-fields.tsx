"use client";

import { Field, Input, PasswordInput, Select } from "@peta/ui";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { authOptions } from "./auth-words.ts";
import type { AuthDraft } from "./rest-draft.ts";

/** How Core shows an API who it is. Secrets are sealed with the launch. */
export function AuthFields(props: {
  draft: AuthDraft;
  onChange: (draft: AuthDraft) => void;
  /** Under "launch.auth.token", ... */
  errors: FieldErrors;
}) {
  const { draft, onChange, errors } = props;
  const set = (part: Partial<AuthDraft>) => onChange({ ...draft, ...part });
  type TextName = Exclude<keyof AuthDraft, "kind" | "in" | "authentication">;
  const text = (name: TextName, label: string, more: { hint?: string; optional?: true } = {}) => (
    <Field label={label} hint={more.hint} required={!more.optional} error={errors[`launch.auth.${name}`]}>
      <Input
        mono
        autoComplete="off"
        spellCheck={false}
        value={draft[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  );
  const secret = (name: TextName, label: string) => (
    <Field label={label} hint="Sealed and never shown again." required error={errors[`launch.auth.${name}`]}>
      <PasswordInput
        autoComplete="new-password"
        spellCheck={false}
        value={draft[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Core signs in with" className="sm:col-span-2">
        <Select
          value={draft.kind}
          options={authOptions}
          onValueChange={(value) => {
            const found = authOptions.find((option) => option.value === value);
            if (found) set({ kind: found.value });
          }}
        />
      </Field>
      {draft.kind === "bearer" && secret("token", "Token")}
      {draft.kind === "basic" && (
        <>
          {text("username", "User name")}
          {secret("password", "Password")}
        </>
      )}
      {draft.kind === "apiKey" && (
        <>
          <Field label="Where it goes">
            <Select
              value={draft.in}
              options={[
                { value: "header", label: "A header" },
                { value: "query", label: "A query parameter" },
              ]}
              onValueChange={(value) => set({ in: value === "query" ? "query" : "header" })}
            />
          </Field>
          {text("name", draft.in === "query" ? "Parameter" : "Header")}
          {secret("value", "Key")}
          {draft.in === "header" && text("prefix", "Before the key", { hint: "For example: Token", optional: true })}
        </>
      )}
      {draft.kind === "clientCredentials" && (
        <>
          {text("tokenUrl", "Token endpoint")}
          {text("clientId", "Client id")}
          {secret("clientSecret", "Client secret")}
          <Field label="How the secret is shown">
            <Select
              value={draft.authentication}
              options={[
                { value: "basic", label: "In the Authorization header" },
                { value: "body", label: "In the body" },
              ]}
              onValueChange={(value) => set({ authentication: value === "body" ? "body" : "basic" })}
            />
          </Field>
          {text("scope", "Scope", { optional: true })}
          {text("audience", "Audience", { optional: true })}
          {text("resource", "Resource", { optional: true })}
        </>
      )}
    </div>
  );
}
