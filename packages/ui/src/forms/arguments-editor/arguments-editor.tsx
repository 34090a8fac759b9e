"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import { cn } from "../../lib/cn.ts";
import { Button } from "../../primitives/button.tsx";
import { DropdownMenu, MenuItem } from "../../primitives/dropdown-menu.tsx";
import { JsonEditor } from "../json-editor/json-editor.tsx";
import type { JsonProblem } from "../json-editor/json-problems.ts";
import { ArgumentControl } from "./argument-control.tsx";
import { type ArgumentRow, emptyRow, missingFields, readRows, rowsOf } from "./argument-rows.ts";

export interface ArgumentsEditorProps {
  /** What the edit starts from. A change of it after the first drawing is not looked at. */
  initial: Readonly<Record<string, unknown>>;
  /** The tool's input schema. */
  schema?: unknown;
  /** The arguments as they are now; null while they cannot be read. */
  onChange: (value: Record<string, unknown> | null) => void;
  /** What the schema or Core finds wrong with the last value, by place: `$.path`. */
  problems?: readonly JsonProblem[];
  label?: string;
  disabled?: boolean;
  className?: string;
}

/** Arguments of a call, each in the control that its schema asks for; or all of them as JSON. */
export function ArgumentsEditor(props: ArgumentsEditorProps) {
  const { schema, problems = [], label = "Arguments" } = props;
  const [rows, setRows] = useState(() => rowsOf(props.initial, schema));
  const [text, setText] = useState<string | null>(null);
  const read = readRows(rows);
  const missing = missingFields(rows, schema);

  function changeRows(next: ArgumentRow[]) {
    setRows(next);
    props.onChange(readRows(next).value);
  }
  function changeText(next: string) {
    setText(next);
    props.onChange(readObject(next));
  }
  const textValue = text === null ? null : readObject(text);
  function showFields() {
    if (textValue) setRows(rowsOf(textValue, schema));
    setText(null);
  }

  return (
    <div role="group" aria-label={label} className={cn("grid gap-3", props.className)}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="flex gap-1">
          <Button
            size="sm"
            aria-pressed={text === null}
            variant={text === null ? "secondary" : "ghost"}
            disabled={text !== null && !textValue}
            onClick={showFields}
          >
            Fields
          </Button>
          <Button
            size="sm"
            aria-pressed={text !== null}
            variant={text === null ? "ghost" : "secondary"}
            disabled={text === null && read.value === null}
            onClick={() => text === null && setText(JSON.stringify(read.value, null, 2))}
          >
            JSON
          </Button>
        </div>
        {text === null && missing.length > 0 && (
          <DropdownMenu
            label="Arguments that are not sent"
            trigger={
              <Button size="sm" variant="ghost" icon={<Plus aria-hidden />} disabled={props.disabled}>
                Add argument
              </Button>
            }
          >
            {missing.map((field) => (
              <MenuItem key={field.name} onSelect={() => changeRows([...rows, emptyRow(field)])}>
                <code>{field.name}</code> <span className="text-text-muted">{field.typeWords}</span>
              </MenuItem>
            ))}
          </DropdownMenu>
        )}
      </div>
      {text !== null ? (
        <JsonEditor
          label={`${label} as JSON`}
          value={text}
          onChange={changeText}
          rows={10}
          disabled={props.disabled}
          problems={
            textValue ? problems : [{ path: "$", message: "Arguments are an object: begin with { and end with }." }]
          }
        />
      ) : (
        <>
          {rows.length === 0 && <p className="text-13 text-text-muted">No arguments are sent.</p>}
          {rows.map((row) => (
            <ArgumentControl
              key={row.name}
              row={row}
              disabled={props.disabled}
              error={read.problems[row.name] ?? problemOf(row.name, problems)}
              onChange={(changed) =>
                changeRows(rows.map((one) => (one.name === row.name ? { ...one, text: changed } : one)))
              }
              onRemove={
                row.field?.isRequired ? undefined : () => changeRows(rows.filter((one) => one.name !== row.name))
              }
            />
          ))}
          {general(rows, problems).map((message) => (
            <p key={message} role="status" className="text-12 font-medium text-danger">
              {message}
            </p>
          ))}
        </>
      )}
    </div>
  );
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** The name of the argument that a path lies in. */
const argumentOf = (path: string): string | null => {
  const match = /^\$(?:\.([A-Za-z_$][\w$]*)|\["((?:[^"\\]|\\.)*)"\])/.exec(path);
  return match ? (match[1] ?? (JSON.parse(`"${match[2] ?? ""}"`) as string)) : null;
};

const problemOf = (name: string, problems: readonly JsonProblem[]): string | undefined =>
  problems.find(({ path }) => argumentOf(path) === name)?.message;

/** Problems that belong to no row that is shown. */
const general = (rows: readonly ArgumentRow[], problems: readonly JsonProblem[]): string[] =>
  problems
    .map(({ path, message }) => ({ name: argumentOf(path), message }))
    .filter(({ name }) => !rows.some((row) => row.name === name))
    .map(({ name, message }) => (name === null ? message : `${name}: ${message}`));
