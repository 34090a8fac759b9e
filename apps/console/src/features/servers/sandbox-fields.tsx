"use client";

import { Field, Input, Select, Switch, Textarea } from "@peta/ui";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { type SandboxDraft, strictSandbox } from "./sandbox-draft.ts";
import { networkWords } from "./sandbox-words.ts";

const networks = (["none", "allowed", "host"] as const).map((value) => ({ value, label: networkWords[value] }));

/** The first problem of a list, whichever of its lines it is about. */
const problemOf = (errors: FieldErrors, path: string): string | undefined =>
  errors[path] ?? Object.entries(errors).find(([key]) => key.startsWith(`${path}.`))?.[1];

/** What the program may reach of the machine: everything that Core's account may, or what is named here. */
export function SandboxFields(props: {
  draft: SandboxDraft | null;
  onChange: (draft: SandboxDraft | null) => void;
  /** Under "launch.sandbox.memoryMb", ... */
  errors: FieldErrors;
}) {
  const { draft, onChange, errors } = props;
  const set = (part: Partial<SandboxDraft>) => draft && onChange({ ...draft, ...part });
  const lines = (name: "allowedHosts" | "readablePaths" | "writablePaths", label: string, hint: string) =>
    draft && (
      <Field label={label} hint={hint} required={false} error={problemOf(errors, `launch.sandbox.${name}`)}>
        <Textarea
          mono
          rows={2}
          className="min-h-9"
          spellCheck={false}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      </Field>
    );
  const limit = (name: "memoryMb" | "cpuSeconds" | "maxProcesses", label: string, unit: string) =>
    draft && (
      <Field label={label} required={false} error={errors[`launch.sandbox.${name}`]}>
        <Input
          inputMode="numeric"
          autoComplete="off"
          placeholder="No limit"
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
          trailing={<span className="pr-2">{unit}</span>}
          className="pr-12"
        />
      </Field>
    );
  return (
    <div className="grid gap-4">
      <Field
        label="Run it in a sandbox"
        hint="It sees the system's programs, a temporary directory of its own, and what is named here. Off: it may do what Core's account may."
        layout="inline"
      >
        <Switch checked={draft !== null} onCheckedChange={(isOn) => onChange(isOn ? strictSandbox : null)} />
      </Field>
      {draft && (
        <>
          <Field label="Network">
            <Select
              value={draft.network}
              options={networks}
              onValueChange={(value) => {
                const found = networks.find((option) => option.value === value);
                if (found) set({ network: found.value });
              }}
            />
          </Field>
          {draft.network === "allowed" &&
            lines("allowedHosts", "Hosts", "One a line: api.example.com, *.example.com, db.example.com:5432.")}
          {lines("readablePaths", "May read", "Whole paths, one a line.")}
          {lines("writablePaths", "May write", "Whole paths, one a line.")}
          <div className="grid gap-4 sm:grid-cols-3">
            {limit("memoryMb", "Memory", "MiB")}
            {limit("cpuSeconds", "Processor", "s")}
            {limit("maxProcesses", "Processes", "")}
          </div>
          <Field
            label="Refuse to start without it"
            hint="Where this machine has no sandbox. Off: it is started all the same, and its page says so."
            layout="inline"
          >
            <Switch checked={draft.required} onCheckedChange={(required) => set({ required })} />
          </Field>
        </>
      )}
    </div>
  );
}
