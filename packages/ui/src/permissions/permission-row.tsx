"use client";

import { FileText, type LucideIcon, MessageSquareText, Shapes, Wrench } from "lucide-react";
import { cn } from "../lib/cn.ts";
import { DangerBadge, type DangerLevel } from "../primitives/danger-badge.tsx";
import { EffectBadge } from "./effect-badge.tsx";
import { LayerPips } from "./layer-pips.tsx";
import type { Effect, LayerName, Layers } from "./layers.ts";
import { TriStateSwitch } from "./tri-state-switch.tsx";

export type CapabilityKind = "tool" | "resource" | "template" | "prompt";

export interface PermissionEntry {
  id: string;
  /** The capability's name on its server. */
  name: string;
  title?: string | null;
  kind: CapabilityKind;
  dangerLevel?: DangerLevel;
  effect: Effect;
  /** `deny` holds for no call at all: each is decided by its own. */
  dependsOnCall?: boolean | undefined;
  layers: Layers;
  /** The layer that decided; the first that refuses when not said. */
  deciding?: LayerName | null;
  /** The administrator's own switch. */
  switch: boolean | null;
  /** A sentence that a person understands. */
  reason: string;
  determinedBy?: readonly string[];
}

export interface PermissionRowProps {
  entry: PermissionEntry;
  onSwitch: (value: boolean | null) => void;
  /** Opens the explanation in words. */
  onExplain?: (() => void) | undefined;
  busy?: boolean;
  disabled?: boolean;
}

const kinds: Record<CapabilityKind, { word: string; Icon: LucideIcon }> = {
  tool: { word: "Tool", Icon: Wrench },
  resource: { word: "Resource", Icon: FileText },
  template: { word: "Resource template", Icon: Shapes },
  prompt: { word: "Prompt", Icon: MessageSquareText },
};

/** One capability as a `<tr>`: what it is, what each layer says, what comes out and why, and the switch. */
export function PermissionRow({ entry, onSwitch, onExplain, busy, disabled }: PermissionRowProps) {
  const { word, Icon } = kinds[entry.kind];
  const effect = <EffectBadge effect={entry.effect} dependsOnCall={entry.dependsOnCall} />;
  const cell = "border-b border-border px-3 py-2 align-middle";
  return (
    <tr className="group/row [contain-intrinsic-size:auto_44px] [content-visibility:auto] hover:bg-surface-2/60">
      <td className={cn(cell, "pl-4")}>
        <span className="flex min-w-0 items-start gap-2.5">
          <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-text-muted" />
          <span className="min-w-0">
            <span className="sr-only">{word} </span>
            <span className="font-mono text-12 font-medium break-all text-text">{entry.name}</span>
            {entry.title && entry.title !== entry.name && (
              <span className="ml-2 text-12 text-text-muted max-sm:hidden">{entry.title}</span>
            )}
            {entry.effect !== "allow" && <span className="block text-12 text-text-muted">{entry.reason}</span>}
            <span className="mt-1 block sm:hidden">{effect}</span>
          </span>
        </span>
      </td>
      <td className={cn(cell, "max-lg:hidden")}>
        {entry.dangerLevel !== undefined && <DangerBadge level={entry.dangerLevel} />}
      </td>
      <td className={cn(cell, "max-md:hidden")}>
        <LayerPips layers={entry.layers} deciding={entry.deciding} />
      </td>
      <td className={cn(cell, "max-sm:hidden")}>
        {onExplain ? (
          <button
            type="button"
            title={entry.reason}
            onClick={onExplain}
            className="rounded-sm decoration-dotted underline-offset-3 hover:underline"
          >
            <span className="sr-only">{entry.name}: </span>
            {effect}
            <span className="sr-only">, why?</span>
          </button>
        ) : (
          <span title={entry.reason}>{effect}</span>
        )}
      </td>
      <td className={cn(cell, "pr-4 text-right")}>
        <TriStateSwitch
          label={`Administrator's switch for ${entry.name}`}
          value={entry.switch}
          onChange={onSwitch}
          defaultMeans={entry.layers.server === "pass"}
          busy={busy}
          disabled={disabled}
        />
      </td>
    </tr>
  );
}
