import { X } from "lucide-react";
import { visibleRuns } from "../../lib/visible-text.ts";
import { Field } from "../../primitives/field.tsx";
import { IconButton } from "../../primitives/icon-button.tsx";
import { Input } from "../../primitives/input.tsx";
import { Select } from "../../primitives/select.tsx";
import { Textarea } from "../../primitives/textarea.tsx";
import type { ArgumentRow } from "./argument-rows.ts";

export interface ArgumentControlProps {
  row: ArgumentRow;
  error: string | undefined;
  onChange: (text: string) => void;
  /** Undefined: the tool needs this argument. */
  onRemove: (() => void) | undefined;
  disabled: boolean | undefined;
}

/** One argument in the control of its kind, with its description and what is wrong with it. */
export function ArgumentControl({ row, error, onChange, onRemove, disabled }: ArgumentControlProps) {
  const words = row.field?.typeWords ?? (row.kind === "text" ? "text" : "JSON");
  return (
    <div className="flex items-start gap-1.5">
      <Field
        className="min-w-0 flex-1"
        label={
          <>
            <code>{row.name}</code> <span className="font-normal text-text-muted">{words}</span>
          </>
        }
        hint={hintOf(row)}
        error={error}
      >
        <Control row={row} onChange={onChange} disabled={disabled} />
      </Field>
      <IconButton
        label={onRemove ? `Leave out ${row.name}` : `${row.name} is required`}
        icon={<X aria-hidden />}
        disabled={!onRemove || disabled}
        onClick={onRemove}
        className="mt-6.5 text-text-muted"
      />
    </div>
  );
}

/** The description; and, since a text box shows them as nothing, that there are characters which are not seen. */
function hintOf({ field, text }: ArgumentRow): React.ReactNode {
  const hidden = [...new Set(visibleRuns(text).flatMap((run) => run.hidden ?? []))];
  if (hidden.length === 0) return field?.description;
  return (
    <>
      {field?.description} <span className="text-warning">It holds what is not seen: {hidden.join(", ")}.</span>
    </>
  );
}

function Control({ row, onChange, disabled }: Pick<ArgumentControlProps, "row" | "onChange" | "disabled">) {
  switch (row.kind) {
    case "number":
      return (
        <Input
          mono
          inputMode="decimal"
          autoComplete="off"
          value={row.text}
          disabled={disabled}
          onChange={(e) => onChange(e.target.value)}
        />
      );
    case "boolean":
      return <Select value={row.text} disabled={disabled} onValueChange={onChange} options={yesOrNo} />;
    case "choice":
      return (
        <Select
          value={row.text}
          disabled={disabled}
          onValueChange={onChange}
          options={(row.field?.choices ?? []).map((choice, index) => ({ value: String(index), label: String(choice) }))}
        />
      );
    default:
      return (
        <Textarea
          mono
          rows={1}
          spellCheck={false}
          autoComplete="off"
          value={row.text}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
          className="min-h-8 text-12 leading-5"
        />
      );
  }
}

const yesOrNo = [
  { value: "true", label: "true" },
  { value: "false", label: "false" },
];
