"use client";

import { Checkbox, Field, Select, Switch } from "@peta/ui";
import { connectionOptions, eraOptions, questionWords } from "@/features/servers/settings-words.ts";
import { isServedByCore } from "@/features/servers/server-words.ts";
import type { SettingsDraft } from "@/features/servers/settings-draft.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";

/** Who shares a connection, which protocol is spoken on it, and what the server may ask over it. */
export function ConnectionFields(props: {
  draft: SettingsDraft;
  onChange: (part: Partial<SettingsDraft>) => void;
  server: ServerDetail;
}) {
  const { draft, onChange, server } = props;
  const asksDefault = server.transport === "stdio" ? "Default: all but directories" : "Default: all of them";
  const warmUp = (
    <Field
      label="Connect when a session begins"
      hint="Otherwise with the first request. For servers that take long to start."
      layout="inline"
    >
      <Switch checked={draft.warmUp} onCheckedChange={(isOn) => onChange({ warmUp: isOn })} />
    </Field>
  );
  if (isServedByCore(server)) return warmUp;
  return (
    <div className="grid gap-4">
      <Field
        label="Who shares a connection"
        hint={
          server.asks
            ? "This server asks its clients questions, so that by itself each client that can be asked gets a connection of its own."
            : "By itself everybody, until the server is known to ask its clients questions."
        }
      >
        <Select
          value={draft.connection}
          onValueChange={(connection) => onChange({ connection })}
          options={connectionOptions}
        />
      </Field>
      <Field
        label="Protocol era"
        hint="With sessions: revisions up to 2025-11-25. Stateless: 2026-07-28 and later. Another era is another connection."
      >
        <Select value={draft.era} onValueChange={(era) => onChange({ era })} options={eraOptions} />
      </Field>
      <Field
        label="What it may ask its clients"
        hint="A question goes to the client whose call it belongs to, and to no other."
      >
        <Select
          value={draft.questions ? "some" : ""}
          onValueChange={(value) =>
            onChange({ questions: value === "some" ? new Set(Object.keys(questionWords)) : null })
          }
          options={[
            { value: "", label: asksDefault },
            { value: "some", label: "Only what is chosen" },
          ]}
        />
      </Field>
      {draft.questions && <Questions chosen={draft.questions} onChange={(questions) => onChange({ questions })} />}
      {warmUp}
    </div>
  );
}

function Questions(props: { chosen: ReadonlySet<string>; onChange: (chosen: ReadonlySet<string>) => void }) {
  return (
    <div role="group" aria-label="Questions that it may ask" className="grid gap-2 pl-1">
      {Object.entries(questionWords).map(([value, { label, means }]) => (
        <Field key={value} label={label} hint={means} layout="inline">
          <Checkbox
            checked={props.chosen.has(value)}
            onCheckedChange={(isOn) => {
              const next = new Set(props.chosen);
              if (isOn === true) next.add(value);
              else next.delete(value);
              props.onChange(next);
            }}
          />
        </Field>
      ))}
    </div>
  );
}
