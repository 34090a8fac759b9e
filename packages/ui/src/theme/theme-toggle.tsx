"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { DropdownMenu, MenuRadioGroup } from "../primitives/dropdown-menu.tsx";
import { IconButton } from "../primitives/icon-button.tsx";
import { useTheme } from "./theme-provider.tsx";
import { parseThemeChoice, type ThemeChoice } from "./theme-store.ts";

const options: readonly { value: ThemeChoice; label: string; icon: ReactNode }[] = [
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
  { value: "system", label: "System", icon: <Monitor aria-hidden /> },
];

/** Chooses light, dark or the system's theme: a menu in a bar, or three segments in settings. */
export function ThemeToggle({ variant = "menu" }: { variant?: "menu" | "segments" }) {
  const { choice, setChoice } = useTheme();
  const onValueChange = (value: string) => setChoice(parseThemeChoice(value));
  if (variant === "menu") {
    const icon = options.find((option) => option.value === choice)?.icon;
    return (
      <DropdownMenu
        label="Theme"
        trigger={<IconButton label="Theme" icon={icon} tooltipSide="bottom" className="text-text-muted" />}
      >
        <MenuRadioGroup label="Theme" value={choice} onValueChange={onValueChange} options={options} />
      </DropdownMenu>
    );
  }
  return (
    <RadioGroup.Root
      aria-label="Theme"
      value={choice}
      onValueChange={onValueChange}
      orientation="horizontal"
      className="inline-flex gap-0.5 rounded border border-border bg-surface-2 p-0.5"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-transparent px-2.5 text-13 font-medium text-text-muted transition-colors hover:text-text data-[state=checked]:border-border data-[state=checked]:bg-surface-1 data-[state=checked]:text-text [&_svg]:size-4"
        >
          {option.icon}
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
