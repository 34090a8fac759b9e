import type { CapabilityKind } from "@peta/contract";
import type { CapabilityView } from "@/lib/trpc/outputs.ts";
import { Badge, type Column, dangerWord, type DangerLevel, Select, Switch } from "@peta/ui";
import { capabilityKey, type CapabilityChange } from "./use-set-capability.ts";

export const kindWords: Record<CapabilityKind, string> = {
  tool: "Tool",
  resource: "Resource",
  template: "Template",
  prompt: "Prompt",
};

const levels: readonly DangerLevel[] = [0, 1, 2, 3];
const levelOptions = levels.map((level) => ({ value: String(level), label: `${level} · ${dangerWord(level)}` }));

/** What the server says about a capability itself, in words; only hints. */
export function hintWords(hints: CapabilityView["hints"]): { word: string; tone: "neutral" | "warning" }[] {
  return [
    ...(hints.readOnly ? [{ word: "Reads only", tone: "neutral" as const }] : []),
    ...(hints.destructive ? [{ word: "Destroys", tone: "warning" as const }] : []),
    ...(hints.idempotent ? [{ word: "Repeatable", tone: "neutral" as const }] : []),
    ...(hints.openWorld ? [{ word: "Reaches outside", tone: "neutral" as const }] : []),
  ];
}

export function capabilityColumns(on: {
  onChange: (capability: CapabilityView, change: CapabilityChange) => void;
  busy: ReadonlySet<string>;
}): readonly Column<CapabilityView>[] {
  return [
    {
      id: "name",
      header: "Capability",
      sortValue: (capability) => capability.name,
      cell: (capability) => (
        <span className="grid min-w-0">
          <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            <span
              className={`font-mono text-12 font-medium break-all ${capability.enabled ? "text-text" : "text-text-muted"}`}
            >
              {capability.name}
            </span>
            {capability.title && capability.title !== capability.name && (
              <span className="text-12 text-text-muted">{capability.title}</span>
            )}
          </span>
          {capability.description && (
            <span className="line-clamp-1 max-w-2xl text-12 text-text-muted">{capability.description}</span>
          )}
        </span>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      hideBelow: "md",
      width: "7rem",
      sortValue: (capability) => capability.kind,
      cell: (capability) => kindWords[capability.kind],
    },
    {
      id: "hints",
      header: "Server's hints",
      hideBelow: "xl",
      width: "15rem",
      cell: (capability) => (
        <span className="flex flex-wrap gap-1">
          {hintWords(capability.hints).map(({ word, tone }) => (
            <Badge key={word} tone={tone}>
              {word}
            </Badge>
          ))}
        </span>
      ),
    },
    {
      id: "danger",
      header: "Danger level",
      width: "9.5rem",
      hideBelow: "sm",
      sortValue: (capability) => capability.dangerLevel,
      cell: (capability) => (
        <Select
          size="sm"
          aria-label={`Danger level of ${capability.name}`}
          options={levelOptions}
          value={String(capability.dangerLevel)}
          disabled={on.busy.has(capabilityKey(capability))}
          onValueChange={(value) => on.onChange(capability, { dangerLevel: Number(value) as DangerLevel })}
        />
      ),
    },
    {
      id: "enabled",
      header: "On",
      width: "4.5rem",
      align: "end",
      sortValue: (capability) => capability.enabled,
      cell: (capability) => (
        <span className="flex justify-end">
          <Switch
            aria-label={`${capability.name} for everybody`}
            checked={capability.enabled}
            onCheckedChange={(enabled) => on.onChange(capability, { enabled })}
          />
        </span>
      ),
    },
  ];
}
