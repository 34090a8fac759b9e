"use client";

import type { ServerTransport } from "@peta/contract";
import { Callout, Field, Switch, type UserFieldDefinition, UserFieldsEditor, UserFieldsForm } from "@peta/ui";
import { useState } from "react";
import { placementsOf } from "./field-drafts.ts";

export interface UserFieldsSectionProps {
  transport: ServerTransport;
  /** Null: it runs once, for everybody. */
  fields: readonly UserFieldDefinition[] | null;
  onChange: (fields: readonly UserFieldDefinition[] | null) => void;
  /** Sentence per place: `0.key`; of the list as a whole under "". */
  errors: Readonly<Record<string, string>>;
}

/** Whether each user enters values of their own, which, and the form that they will see. */
export function UserFieldsSection({ transport, fields, onChange, errors }: UserFieldsSectionProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Field
        label="Each user needs values of their own"
        hint="A key, an account, a region. Core then starts the server once for each user, with that user's values."
        layout="inline"
      >
        <Switch
          checked={fields !== null}
          onCheckedChange={(checked) => onChange(checked ? [firstField(transport)] : null)}
        />
      </Field>
      {fields !== null && (
        <>
          {errors[""] && (
            <Callout tone="danger" live>
              {errors[""]}
            </Callout>
          )}
          <UserFieldsEditor fields={fields} onChange={onChange} placements={placementsOf(transport)} errors={errors} />
          <FieldsPreview fields={fields} />
        </>
      )}
    </div>
  );
}

/** A server with own values has one field at least. */
const firstField = (transport: ServerTransport): UserFieldDefinition => ({
  key: "",
  label: "",
  type: "text",
  secret: true,
  required: true,
  placement: transport === "stdio" ? { in: "env", name: "" } : { in: "header", name: "" },
});

/** The form as a user will see it; what is typed goes nowhere. */
function FieldsPreview({ fields }: { fields: readonly UserFieldDefinition[] }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const shown = fields.map((field, index) => ({
    ...field,
    // Two fields that are not named yet are two fields all the same.
    key: field.key || `field ${index + 1}`,
    label: field.label || `Field ${index + 1}`,
  }));
  const isDoubled = new Set(shown.map(({ key }) => key)).size < shown.length;
  return (
    <section aria-label="Preview" className="rounded border border-dashed border-border-strong p-4">
      <p className="mb-3 text-12 font-medium text-text-muted">What a user will see</p>
      {isDoubled ? (
        <p className="text-13 text-text-muted">Two fields have the same key.</p>
      ) : (
        <UserFieldsForm fields={shown} values={values} onChange={setValues} />
      )}
    </section>
  );
}
