"use client";

import type { DiscoveryProfile } from "@peta/contract";
import { Button, CardSkeleton, CheckList, Field, FormActions, Input, RadioCards } from "@peta/ui";
import { type SubmitEvent, useState } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { directToolsProblem, profileOptions } from "./discovery-words.ts";
import { usePinnableTools } from "./use-pinnable-tools.ts";

export interface DiscoveryChoice {
  profile: DiscoveryProfile;
  pinned: string[];
  directTools: number;
}

export interface DiscoveryFormProps {
  /** The name of the form. */
  label: string;
  initial: DiscoveryChoice;
  /** The client, or all clients, whose tools can be pinned; the signed-in person's own when not said. */
  of?: { principalId: string; clientKey: string };
  onSave: (choice: DiscoveryChoice) => void;
  isBusy: boolean;
  error?: string | undefined;
  /** Takes the setting away. */
  onRemove?: () => void;
}

/** Which of the three profiles, and what the hybrid one holds. */
export function DiscoveryForm(props: DiscoveryFormProps) {
  const { initial } = props;
  const [profile, setProfile] = useState(initial.profile);
  const [pinned, setPinned] = useState<ReadonlySet<string>>(new Set(initial.pinned));
  const [directText, setDirectText] = useState(String(initial.directTools));
  // What was saved, here or elsewhere, is what one goes on from; the form stays, and the focus in it.
  const [stored, setStored] = useState(initial);
  if (JSON.stringify(stored) !== JSON.stringify(initial)) {
    setStored(initial);
    setProfile(initial.profile);
    setPinned(new Set(initial.pinned));
    setDirectText(String(initial.directTools));
  }
  const problem = directToolsProblem(directText);
  const isChanged =
    profile !== initial.profile ||
    directText !== String(initial.directTools) ||
    [...pinned].join("\n") !== initial.pinned.join("\n");
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (problem === undefined) props.onSave({ profile, pinned: [...pinned], directTools: Number(directText) });
  }
  return (
    <form noValidate aria-label={props.label} onSubmit={submit} className="grid grid-cols-1 gap-5">
      <RadioCards
        label="How tools are met"
        columns={3}
        value={profile}
        onValueChange={setProfile}
        options={profileOptions}
      />
      {profile === "hybrid" && (
        <>
          <Field
            label="Tools in the list"
            hint="The pinned ones first, then those that are used most. The three of Core's own come on top."
            error={problem}
            className="max-w-80"
          >
            <Input
              inputMode="numeric"
              autoComplete="off"
              value={directText}
              onChange={(event) => setDirectText(event.target.value)}
            />
          </Field>
          <PinnedTools of={props.of} pinned={pinned} onChange={setPinned} />
        </>
      )}
      <FormActions error={props.error}>
        {props.onRemove && (
          <Button disabled={props.isBusy} onClick={props.onRemove}>
            Use the wider setting
          </Button>
        )}
        <Button type="submit" variant="primary" busy={props.isBusy} disabled={!isChanged || problem !== undefined}>
          Save
        </Button>
      </FormActions>
    </form>
  );
}

function PinnedTools(props: {
  of: DiscoveryFormProps["of"];
  pinned: ReadonlySet<string>;
  onChange: (pinned: ReadonlySet<string>) => void;
}) {
  const { pinned } = props;
  const { tools, error, retry } = usePinnableTools(props.of);
  if (error && !tools) {
    return <QueryProblem query={{ error, refetch: retry }} what="The tools could not be read" compact />;
  }
  if (!tools) return <CardSkeleton lines={3} label="Loading tools" />;
  const known = tools.map(({ canonicalName, description }) => ({
    value: canonicalName,
    words: description ?? "",
    label: <code>{canonicalName}</code>,
  }));
  const gone = [...pinned].filter((name) => known.every(({ value }) => value !== name));
  return (
    <CheckList
      label="Pinned tools"
      hint="Always in the list, in the order in which they were chosen, where the agent may see them."
      items={[
        ...known,
        ...gone.map((value) => ({ value, label: <code>{value}</code>, detail: "Not offered or not allowed now." })),
      ]}
      chosen={pinned}
      onChange={props.onChange}
      empty="There are no tools to pin."
    />
  );
}
