"use client";

import { Field, Input, Switch } from "@peta/ui";
import type { FieldErrors } from "@/lib/form/field-errors.ts";

export interface Identity {
  /** "": the suggested one. */
  serverId: string;
  displayName: string;
  publicAccess: boolean;
}

export const emptyIdentity: Identity = { serverId: "", displayName: "", publicAccess: false };

/** Under which id and name a server is called, and by whom. */
export function IdentityFields(props: {
  identity: Identity;
  onChange: (identity: Identity) => void;
  suggestedId: string;
  /** The name that it has when none is typed. */
  suggestedName?: string;
  errors: FieldErrors;
}) {
  const { identity, onChange, errors } = props;
  const serverId = identity.serverId || props.suggestedId;
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field
        label="Server id"
        hint={`Tools are called ${serverId || "id"}::tool. It stays.`}
        error={errors.serverId}
        required
      >
        <Input
          mono
          autoComplete="off"
          spellCheck={false}
          value={serverId}
          onChange={(e) => onChange({ ...identity, serverId: e.target.value })}
        />
      </Field>
      <Field label="Display name" required={false} error={errors.displayName}>
        <Input
          autoComplete="off"
          placeholder={props.suggestedName}
          value={identity.displayName}
          onChange={(e) => onChange({ ...identity, displayName: e.target.value })}
        />
      </Field>
      <Field
        label="Open to everybody"
        hint="Every person and agent of the workspace may use it unless a switch says otherwise. Off: each needs a permission; you get one."
        layout="inline"
        className="sm:col-span-2"
      >
        <Switch
          checked={identity.publicAccess}
          onCheckedChange={(publicAccess) => onChange({ ...identity, publicAccess })}
        />
      </Field>
    </div>
  );
}
