import { RadioCards } from "@peta/ui";
import { Monitor, Moon, Sun } from "lucide-react";
import type { Theme } from "../../../shared/state.ts";

/** Light, dark, or as the computer has it. */
export function ThemeChoice({ value, onChange }: { value: Theme; onChange: (theme: Theme) => void }) {
  return (
    <RadioCards<Theme>
      label="Theme"
      hideLabel
      className="max-w-2xl"
      value={value}
      onValueChange={onChange}
      options={[
        { value: "system", label: "As the computer", icon: <Monitor aria-hidden /> },
        { value: "light", label: "Light", icon: <Sun aria-hidden /> },
        { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
      ]}
    />
  );
}
