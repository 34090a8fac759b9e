import { type DangerLevel, dangerWord, Field, Select, Switch } from "@peta/ui";
import type { CapabilityView } from "@/lib/trpc/outputs.ts";
import type { CapabilityChange } from "./use-set-capability.ts";

/** What each danger level asks before a call. */
export const levelMeans: Record<DangerLevel, string> = {
  0: "Calls go through.",
  1: "Calls go through, and the person behind the agent is told.",
  2: "Each call waits until a person approves it, in Approvals or in Desk.",
  3: "Each call waits until a person approves it and confirms with their password.",
};

const options = ([0, 1, 2, 3] as const).map((level) => ({
  value: String(level),
  label: `${level} · ${dangerWord(level)}`,
}));

/** The switch and the danger level that hold for everybody, with what they mean. */
export function CapabilitySwitches(props: {
  capability: CapabilityView;
  onChange: (change: CapabilityChange) => void;
  isBusy: boolean;
}) {
  const { capability, isBusy } = props;
  return (
    <div className="grid gap-4 rounded border border-border p-3 sm:grid-cols-2">
      <Field label="Danger level" hint={levelMeans[capability.dangerLevel]}>
        <Select
          options={options}
          value={String(capability.dangerLevel)}
          disabled={isBusy}
          onValueChange={(value) => props.onChange({ dangerLevel: Number(value) as DangerLevel })}
        />
      </Field>
      <Field
        label="On for everybody"
        hint="Off: nobody sees it, and calls are refused."
        layout="inline"
        className="sm:mt-6.5"
      >
        <Switch checked={capability.enabled} busy={isBusy} onCheckedChange={(enabled) => props.onChange({ enabled })} />
      </Field>
    </div>
  );
}
