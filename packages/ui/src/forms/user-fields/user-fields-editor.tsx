"use client";

import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { focusSoon } from "../../lib/focus-soon.ts";
import { Button } from "../../primitives/button.tsx";
import { IconButton } from "../../primitives/icon-button.tsx";
import { UserFieldRow } from "./user-field-row.tsx";
import { placementWords, type UserFieldDefinition } from "./user-fields.ts";

export interface UserFieldsEditorProps {
  fields: readonly UserFieldDefinition[];
  onChange: (fields: readonly UserFieldDefinition[]) => void;
  /** Where values can go: a program takes variables and arguments, an HTTP server headers. */
  placements: readonly UserFieldDefinition["placement"]["in"][];
  /** Sentence per place: `0.key`, `1.placement.name`. */
  errors?: Readonly<Record<string, string>>;
  disabled?: boolean;
}

/** Defines which values each user of a server enters, and where each goes. */
export function UserFieldsEditor({ fields, onChange, placements, errors = {}, disabled }: UserFieldsEditorProps) {
  const list = useRef<HTMLOListElement>(null);
  function add() {
    onChange([...fields, newField(placements[0] ?? "env")]);
    focusSoon(() => [...(list.current?.querySelectorAll<HTMLElement>("[data-field-label]") ?? [])].at(-1));
  }
  function remove(index: number) {
    onChange(fields.filter((_, at) => at !== index));
    focusSoon(() => list.current?.parentElement?.querySelector("[data-add-field]"));
  }
  function move(from: number, to: number) {
    const moved = [...fields];
    const [field] = moved.splice(from, 1);
    if (field) moved.splice(to, 0, field);
    onChange(moved);
  }
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3">
      <ol ref={list} aria-label="Fields" className="m-0 grid list-none grid-cols-[minmax(0,1fr)] gap-3 p-0">
        {fields.map((field, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- keys of fields are typed, so only the place is lasting
          <li key={index} className="rounded border border-border">
            <div className="flex items-center justify-between gap-2 border-b border-border bg-surface-2 py-1 pr-1.5 pl-3">
              <span className="min-w-0 truncate text-12 text-text-muted">
                <span className="font-medium text-text">{field.label || `Field ${index + 1}`}</span>, goes into{" "}
                {placementWords(field.placement)}
              </span>
              <span className="flex shrink-0">
                <IconButton
                  size="sm"
                  label={`Move ${nameOf(field, index)} up`}
                  icon={<ArrowUp aria-hidden />}
                  disabled={disabled || index === 0}
                  onClick={() => move(index, index - 1)}
                />
                <IconButton
                  size="sm"
                  label={`Move ${nameOf(field, index)} down`}
                  icon={<ArrowDown aria-hidden />}
                  disabled={disabled || index === fields.length - 1}
                  onClick={() => move(index, index + 1)}
                />
                <IconButton
                  size="sm"
                  label={`Remove ${nameOf(field, index)}`}
                  icon={<Trash2 aria-hidden />}
                  disabled={disabled}
                  onClick={() => remove(index)}
                />
              </span>
            </div>
            <UserFieldRow
              field={field}
              placements={placements}
              disabled={disabled}
              errorOf={(path) => errors[`${index}.${path}`]}
              onChange={(changed) => onChange(fields.map((one, at) => (at === index ? changed : one)))}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button data-add-field="" icon={<Plus aria-hidden />} disabled={disabled || fields.length >= 32} onClick={add}>
          Add field
        </Button>
      </div>
    </div>
  );
}

const nameOf = (field: UserFieldDefinition, index: number) => field.label || `field ${index + 1}`;

const newField = (place: UserFieldDefinition["placement"]["in"]): UserFieldDefinition => ({
  key: "",
  label: "",
  type: "text",
  secret: true,
  required: true,
  placement: place === "argument" ? { in: "argument" } : { in: place, name: "" },
});
