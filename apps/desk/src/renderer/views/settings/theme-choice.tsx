import { Field, Select } from "@peta/ui";
import { type Theme, themeSchema } from "../../../shared/state.ts";

const options: { value: Theme; label: string }[] = [
  { value: "system", label: "As the computer" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Light, dark, or as the computer has it. */
export function ThemeChoice({ value, onChange }: { value: Theme; onChange: (theme: Theme) => void }) {
  return (
    <Field label="Theme" className="max-w-60">
      <Select value={value} options={options} onValueChange={(chosen) => onChange(themeSchema.parse(chosen))} />
    </Field>
  );
}
