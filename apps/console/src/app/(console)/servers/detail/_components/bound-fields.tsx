"use client";

import { Field, Input, Select } from "@peta/ui";
import type { NumberField, SettingsDraft } from "@/features/servers/settings-draft.ts";

const idleStops = [
  { value: "default", label: "Default of the installation" },
  { value: "never", label: "Never" },
  { value: "after", label: "After some time" },
] as const;

/** How much a server is given to do at a time, and how long each thing may take. */
export function BoundFields(props: {
  draft: SettingsDraft;
  onChange: (part: Partial<SettingsDraft>) => void;
  problems: Partial<Record<NumberField, string>>;
}) {
  const { draft, onChange, problems } = props;
  const field = (name: NumberField, label: string, hint: string, more: { unit?: string; normally?: string } = {}) => (
    <Field label={label} hint={hint} error={problems[name]}>
      <Input
        inputMode="decimal"
        autoComplete="off"
        placeholder={more.normally ?? "Default"}
        value={draft[name]}
        onChange={(event) => onChange({ [name]: event.target.value })}
        {...(more.unit && { trailing: <span className="pr-2">{more.unit}</span>, className: "pr-12" })}
      />
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {field("maxConcurrentRequests", "Requests at a time", "Further ones wait for their turn.", { normally: "64" })}
      {field("maxQueuedRequests", "Requests that wait", "Further ones are refused at once.", { normally: "512" })}
      {field("callTimeout", "Longest request", "However busy the server shows itself.", { unit: "s" })}
      {field("silenceTimeout", "Longest silence", "Within a request; each sign of progress begins it anew.", {
        unit: "s",
        normally: "No bound",
      })}
      {field("keepAlive", "Ask if it lives", "After so long without traffic.", { unit: "s", normally: "60" })}
      <Field label="Stop when idle" hint="It starts again with the next request.">
        <Select
          value={draft.idleStop}
          onValueChange={(value) => {
            const found = idleStops.find((option) => option.value === value);
            if (found) onChange({ idleStop: found.value });
          }}
          options={idleStops}
        />
      </Field>
      {draft.idleStop === "after" &&
        field("idleStopAfter", "Stop after", "Calls that are under way are waited for.", { unit: "s", normally: "" })}
      {field("maxAnswer", "Largest answer", "That is passed on while it arrives.", { unit: "MiB", normally: "256" })}
    </div>
  );
}
