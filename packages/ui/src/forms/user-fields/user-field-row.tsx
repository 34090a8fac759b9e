import { Checkbox } from "../../primitives/checkbox.tsx";
import { Field } from "../../primitives/field.tsx";
import { Input } from "../../primitives/input.tsx";
import { Select } from "../../primitives/select.tsx";
import { Textarea } from "../../primitives/textarea.tsx";
import { type FieldPlacement, suggestFieldKey, type UserFieldDefinition } from "./user-fields.ts";

export interface UserFieldRowProps {
  field: UserFieldDefinition;
  onChange: (field: UserFieldDefinition) => void;
  placements: readonly FieldPlacement["in"][];
  /** The sentence beside a part: `key`, `placement.name`. */
  errorOf: (path: string) => string | undefined;
  disabled: boolean | undefined;
}

const typeOptions = [
  { value: "text", label: "Text" },
  { value: "url", label: "Web address" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "Yes or no" },
  { value: "choice", label: "Choice of a list" },
];
const placeWords: Record<FieldPlacement["in"], string> = {
  env: "Environment variable",
  header: "HTTP header",
  argument: "Argument of the program",
};

/** The controls of one field's definition. */
export function UserFieldRow({ field, onChange, placements, errorOf, disabled }: UserFieldRowProps) {
  const set = (part: Partial<UserFieldDefinition>) => onChange({ ...field, ...part });
  const { placement } = field;
  const isKeyOwn = field.key !== "" && field.key !== suggestFieldKey(field.label);
  const text = { autoComplete: "off", disabled } as const;
  return (
    <div className="grid gap-4 p-3 sm:grid-cols-2">
      <Field label="Label" error={errorOf("label")} required>
        <Input
          {...text}
          data-field-label=""
          value={field.label}
          onChange={(e) => set({ label: e.target.value, ...(!isKeyOwn && { key: suggestFieldKey(e.target.value) }) })}
        />
      </Field>
      <Field label="Key" hint="In the command line and the API." error={errorOf("key")} required>
        <Input {...text} mono spellCheck={false} value={field.key} onChange={(e) => set({ key: e.target.value })} />
      </Field>
      <Field
        label="Help"
        required={false}
        hint="One sentence: where to find the value."
        error={errorOf("help")}
        className="sm:col-span-2"
      >
        <Input {...text} value={field.help ?? ""} onChange={(e) => set({ help: e.target.value || undefined })} />
      </Field>
      <Field label="Type" error={errorOf("type")}>
        <Select
          disabled={disabled}
          options={typeOptions}
          value={field.type}
          onValueChange={(type) => set(typed(field, type as UserFieldDefinition["type"]))}
        />
      </Field>
      <div className="flex flex-wrap content-end gap-x-6 gap-y-2">
        <Field label="Secret" layout="inline">
          <Checkbox
            disabled={disabled || field.type === "boolean" || field.type === "choice"}
            checked={field.secret}
            onCheckedChange={(checked) => set({ secret: checked === true })}
          />
        </Field>
        <Field label="Required" layout="inline">
          <Checkbox
            disabled={disabled || field.type === "boolean"}
            checked={field.required}
            onCheckedChange={(checked) => set({ required: checked === true })}
          />
        </Field>
      </div>
      {field.type === "choice" && (
        <Field label="Choices" hint="One a line." error={errorOf("choices")} required className="sm:col-span-2">
          <Textarea
            {...text}
            rows={3}
            value={(field.choices ?? []).join("\n")}
            onChange={(e) => set({ choices: e.target.value.split("\n") })}
          />
        </Field>
      )}
      <Field label="Goes into" error={errorOf("placement.in")}>
        <Select
          disabled={disabled}
          options={placements.map((value) => ({ value, label: placeWords[value] }))}
          value={placement.in}
          onValueChange={(value) => set({ placement: placedIn(value as FieldPlacement["in"], placement) })}
        />
      </Field>
      <PlacementDetail
        placement={placement}
        onChange={(next) => set({ placement: next })}
        errorOf={errorOf}
        disabled={disabled}
      />
    </div>
  );
}

function PlacementDetail(props: {
  placement: FieldPlacement;
  onChange: (placement: FieldPlacement) => void;
  errorOf: (path: string) => string | undefined;
  disabled: boolean | undefined;
}) {
  const { placement, onChange, errorOf } = props;
  const text = { autoComplete: "off", spellCheck: false, mono: true, disabled: props.disabled } as const;
  if (placement.in === "argument") {
    return (
      <Field
        label="Flag before it"
        required={false}
        hint="--api-key. Without it the value stands alone, at the end."
        error={errorOf("placement.flag")}
      >
        <Input
          {...text}
          value={placement.flag ?? ""}
          onChange={(e) => onChange({ in: "argument", ...(e.target.value && { flag: e.target.value }) })}
        />
      </Field>
    );
  }
  if (placement.in === "env") {
    return (
      <Field label="Variable" error={errorOf("placement.name")} required>
        <Input
          {...text}
          placeholder="API_TOKEN"
          value={placement.name}
          onChange={(e) => onChange({ in: "env", name: e.target.value })}
        />
      </Field>
    );
  }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Header" error={errorOf("placement.name")} required>
        <Input
          {...text}
          placeholder="Authorization"
          value={placement.name}
          onChange={(e) => onChange({ ...placement, name: e.target.value })}
        />
      </Field>
      <Field label="Before the value" required={false} error={errorOf("placement.prefix")}>
        <Input
          {...text}
          placeholder="Bearer "
          value={placement.prefix ?? ""}
          onChange={(e) =>
            onChange({ in: "header", name: placement.name, ...(e.target.value && { prefix: e.target.value }) })
          }
        />
      </Field>
    </div>
  );
}

/** The field with another type; what does not belong to the new one goes. */
function typed(field: UserFieldDefinition, type: UserFieldDefinition["type"]): Partial<UserFieldDefinition> {
  const isPlain = type === "boolean" || type === "choice";
  return {
    type,
    choices: type === "choice" ? (field.choices ?? []) : undefined,
    ...(isPlain && { secret: false }),
  };
}

function placedIn(place: FieldPlacement["in"], before: FieldPlacement): FieldPlacement {
  if (place === "argument") return { in: "argument" };
  return { in: place, name: before.in === "argument" ? "" : before.name };
}
