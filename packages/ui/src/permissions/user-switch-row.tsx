import { type DangerLevel, dangerWord } from "../primitives/danger-badge.tsx";
import { Select } from "../primitives/select.tsx";
import { Switch } from "../primitives/switch.tsx";
import { EffectBadge } from "./effect-badge.tsx";
import type { Effect } from "./layers.ts";

export interface UserSwitchEntry {
  id: string;
  name: string;
  title?: string | null;
  description?: string | null;
  /** In words: "Tool". */
  kindWord: string;
  /** What the client gets. */
  effect: Effect;
  /** `deny` holds for no call at all: each is decided by its own. */
  dependsOnCall?: boolean | undefined;
  /** The user's own switch; only false says something. */
  enabled: boolean | null;
  /** The administrator's level; the user may only go above. */
  baseDangerLevel: DangerLevel;
  dangerLevel: DangerLevel;
  reason: string;
}

export interface UserSwitchRowProps {
  entry: UserSwitchEntry;
  isGroupOn: boolean;
  onSwitch: (isOn: boolean) => void;
  onRaise: (level: DangerLevel | null) => void;
  busy?: boolean | undefined;
  disabled?: boolean | undefined;
}

const levels: readonly DangerLevel[] = [0, 1, 2, 3];

/** One capability for one client: on or off, and how often one is asked. */
export function UserSwitchRow({ entry, isGroupOn, onSwitch, onRaise, busy, disabled }: UserSwitchRowProps) {
  // Switched off by the user is their own doing; denied otherwise is a layer's above, which they cannot undo.
  const isOff = entry.enabled === false;
  const isDeniedAbove = entry.effect === "deny" && !entry.dependsOnCall && !isOff && isGroupOn;
  const options = levels
    .filter((level) => level >= entry.baseDangerLevel)
    .map((level) => ({
      value: String(level),
      label: level === entry.baseDangerLevel ? `As set: ${dangerWord(level)}` : `${level} · ${dangerWord(level)}`,
    }));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-3 py-2 text-13 @2xl:grid-cols-[minmax(0,1fr)_9.5rem_10rem_auto]">
      <div className="min-w-0">
        <span className="sr-only">{entry.kindWord} </span>
        <span className="font-mono text-12 font-medium break-all text-text">{entry.name}</span>
        {entry.title && entry.title !== entry.name && (
          <span className="ml-2 text-12 text-text-muted">{entry.title}</span>
        )}
        <span className="block text-12 text-text-muted">
          {entry.effect === "allow" ? entry.description?.split("\n", 1)[0] : entry.reason}
        </span>
      </div>
      <span className="@max-2xl:order-last">
        <EffectBadge effect={entry.effect} dependsOnCall={entry.dependsOnCall} />
      </span>
      <span className="@max-2xl:order-last @max-2xl:w-40">
        {options.length > 1 && (
          <Select
            size="sm"
            aria-label={`Danger level of ${entry.name} for this client`}
            options={options}
            value={String(entry.dangerLevel)}
            disabled={busy || disabled || isDeniedAbove}
            onValueChange={(value) => {
              const level = levels.find((one) => String(one) === value);
              if (level !== undefined) onRaise(level === entry.baseDangerLevel ? null : level);
            }}
          />
        )}
      </span>
      <Switch
        className="justify-self-end"
        aria-label={`${entry.name} for this client`}
        checked={!isOff && !isDeniedAbove && isGroupOn}
        busy={busy}
        disabled={disabled || isDeniedAbove || !isGroupOn}
        title={isDeniedAbove ? entry.reason : undefined}
        onCheckedChange={onSwitch}
      />
    </li>
  );
}
