"use client";

import { CircleAlert, Eye, EyeOff, Plus, X } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { cn } from "../lib/cn.ts";
import { focusSoon } from "../lib/focus-soon.ts";
import { Button } from "../primitives/button.tsx";
import { IconButton } from "../primitives/icon-button.tsx";
import { Input } from "../primitives/input.tsx";
import { type KeyValue, keyValueProblems, parseEnvText } from "./key-values.ts";

export interface KeyValueEditorProps {
  /** "Environment variables" */
  label: string;
  hint?: ReactNode;
  rows: readonly KeyValue[];
  onChange: (rows: KeyValue[]) => void;
  keyLabel?: string;
  valueLabel?: string;
  keyPlaceholder?: string;
  valuePlaceholder?: string;
  /** Names that are saved already; their values are never read back, an empty value keeps them. */
  storedKeys?: readonly string[];
  /** Errors of the server, by row. */
  errors?: Readonly<Record<number, string>>;
  /** HTTP header names differ by more than case; names of variables do not. */
  isCaseSensitive?: boolean;
  disabled?: boolean;
  className?: string;
}

/** Rows of a name and a hidden value. Pasting the text of an `.env` file into a name fills the rows. */
export function KeyValueEditor(props: KeyValueEditorProps) {
  const { rows, onChange, disabled, keyLabel = "Name", valueLabel = "Value" } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const problems = { ...keyValueProblems(rows, props.isCaseSensitive ?? true), ...props.errors };

  function change(index: number, part: Partial<KeyValue>) {
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  }

  function add() {
    onChange([...rows, { key: "", value: "" }]);
    focusSoon(() => list.current?.querySelector(`[data-row="${rows.length}"] input`));
  }

  function remove(index: number) {
    onChange(rows.filter((_, at) => at !== index));
    focusSoon(
      () =>
        list.current?.querySelector(`[data-row="${Math.max(0, index - 1)}"] input`) ??
        list.current?.querySelector("[data-add]"),
    );
  }

  function paste(index: number, event: React.ClipboardEvent) {
    const read = parseEnvText(event.clipboardData.getData("text"));
    // A name alone, or one pasted into the middle of another, is an ordinary paste.
    if (!read || rows[index]?.key) return;
    event.preventDefault();
    onChange([...rows.slice(0, index), ...read, ...rows.slice(index + 1).filter((row) => row.key || row.value)]);
  }

  return (
    <fieldset
      disabled={disabled}
      className={cn("m-0 min-w-0 border-0 p-0", props.className)}
      aria-describedby={props.hint ? `${id}-hint` : undefined}
    >
      <legend className="mb-1.5 p-0 text-13 font-medium text-text">{props.label}</legend>
      <div ref={list} className="grid gap-2">
        {rows.map((row, index) => (
          <Row
            key={index}
            id={`${id}-${index}`}
            index={index}
            row={row}
            keyLabel={keyLabel}
            valueLabel={valueLabel}
            keyPlaceholder={props.keyPlaceholder}
            valuePlaceholder={props.storedKeys?.includes(row.key) ? "Saved. Type to replace." : props.valuePlaceholder}
            problem={problems[index]}
            onChange={(part) => change(index, part)}
            onRemove={() => remove(index)}
            onPaste={(event) => paste(index, event)}
          />
        ))}
        <div>
          <Button size="sm" data-add="" icon={<Plus aria-hidden />} onClick={add} disabled={disabled}>
            Add {keyLabel.toLowerCase()}
          </Button>
        </div>
      </div>
      {props.hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-12 text-text-muted">
          {props.hint}
        </p>
      )}
    </fieldset>
  );
}

interface RowProps {
  id: string;
  index: number;
  row: KeyValue;
  keyLabel: string;
  valueLabel: string;
  keyPlaceholder: string | undefined;
  valuePlaceholder: string | undefined;
  problem: string | undefined;
  onChange: (part: Partial<KeyValue>) => void;
  onRemove: () => void;
  onPaste: (event: React.ClipboardEvent) => void;
}

function Row(props: RowProps) {
  const [isShown, setShown] = useState(false);
  const { row, index, problem } = props;
  const name = row.key || `row ${index + 1}`;
  const describedBy = problem ? `${props.id}-problem` : undefined;
  return (
    <div data-row={index}>
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-2">
        <Input
          mono
          aria-label={`${props.keyLabel} ${index + 1}`}
          aria-invalid={problem ? true : undefined}
          aria-describedby={describedBy}
          placeholder={props.keyPlaceholder}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={row.key}
          onChange={(event) => props.onChange({ key: event.target.value })}
          onPaste={props.onPaste}
        />
        <Input
          mono
          type={isShown ? "text" : "password"}
          aria-label={`${props.valueLabel} of ${name}`}
          aria-describedby={describedBy}
          placeholder={props.valuePlaceholder}
          // Browsers offer to save any password field; this one is not a sign-in.
          autoComplete="new-password"
          spellCheck={false}
          value={row.value}
          onChange={(event) => props.onChange({ value: event.target.value })}
          trailing={
            <IconButton
              size="sm"
              label={isShown ? `Hide value of ${name}` : `Show value of ${name}`}
              aria-pressed={isShown}
              icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
              onClick={() => setShown(!isShown)}
              className="size-6"
            />
          }
        />
        <IconButton
          label={`Remove ${name}`}
          icon={<X aria-hidden />}
          onClick={props.onRemove}
          className="text-text-muted"
        />
      </div>
      {problem && (
        <p id={`${props.id}-problem`} className="mt-1 flex items-center gap-1.5 text-12 font-medium text-danger">
          <CircleAlert aria-hidden className="size-3.5 shrink-0" />
          {problem}
        </p>
      )}
    </div>
  );
}
