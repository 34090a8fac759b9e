"use client";

import { Button, CheckList, Field, FormActions, Input, Select, Switch, useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useRef, useState } from "react";
import {
  type CapabilityRef,
  argumentNames,
  type PolicyDraft,
  policyProblems,
  toPolicy,
} from "@/features/cache/policy-draft.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** How long, for whom and under which condition the answers of one capability are kept. */
export function PolicyForm(props: {
  about: CapabilityRef;
  initial: PolicyDraft;
  isNew: boolean;
  definition: unknown;
  /** Names of the server's tools. */
  tools: readonly string[];
  onDone: () => void;
}) {
  const { about } = props;
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(props.initial);
  const set = (part: Partial<PolicyDraft>) => setDraft({ ...draft, ...part });
  const problems = policyProblems(draft);
  const save = useMutation(
    trpc.cache.setPolicy.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        toast.show(
          props.isNew
            ? { tone: "success", title: "Its answers are kept from now on" }
            : { tone: "success", title: "Saved", description: "What was kept under the old policy is forgotten." },
        );
        props.onDone();
      },
      onSettled: () => markStale("cache"),
    }),
  );
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (Object.keys(problems).length > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    else save.mutate({ ...about, ...toPolicy(draft) });
  }
  const taken = argumentNames(props.definition);
  return (
    <form ref={form} noValidate aria-label="Cache policy" onSubmit={submit} className="grid grid-cols-1 gap-5">
      <Field label="Keep its answers" hint="Off: the policy stays, and keeps nothing." layout="inline">
        <Switch checked={draft.enabled} onCheckedChange={(enabled) => set({ enabled })} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="For how long" hint="Never longer than the server itself allows." error={problems.ttlSeconds}>
          <Input
            inputMode="numeric"
            autoComplete="off"
            value={draft.ttlSeconds}
            onChange={(event) => set({ ttlSeconds: event.target.value })}
            trailing={<span className="pr-2">s</span>}
            className="pr-8"
          />
        </Field>
        <Field label="Largest answer" hint="Larger ones are not kept." error={problems.maxKilobytes}>
          <Input
            inputMode="decimal"
            autoComplete="off"
            value={draft.maxKilobytes}
            onChange={(event) => set({ maxKilobytes: event.target.value })}
            trailing={<span className="pr-2">KiB</span>}
            className="pr-10"
          />
        </Field>
        <Field
          label="Who shares an answer"
          hint="Sharing is only between those whose permissions allow the very same call."
        >
          <Select
            value={draft.scope}
            options={[
              { value: "principal", label: "Nobody: each has their own" },
              { value: "workspace", label: "Everybody in the workspace" },
            ]}
            onValueChange={(scope) => set({ scope: scope === "workspace" ? "workspace" : "principal" })}
          />
        </Field>
        <Field label="Kept from" hint="The second call: within five minutes.">
          <Select
            value={draft.admission}
            options={[
              { value: "first_call", label: "The first call on" },
              { value: "second_call", label: "The second same call on" },
            ]}
            onValueChange={(value) => set({ admission: value === "second_call" ? "second_call" : "first_call" })}
          />
        </Field>
      </div>
      <KeyFields taken={taken} keyFields={draft.keyFields} onChange={(keyFields) => set({ keyFields })} />
      <Invalidators
        about={about}
        tools={props.tools}
        chosen={draft.invalidatedBy}
        onChange={(invalidatedBy) => set({ invalidatedBy })}
      />
      <FormActions error={save.error ? toConsoleError(save.error).message : undefined}>
        <Button onClick={props.onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {props.isNew ? "Keep answers" : "Save"}
        </Button>
      </FormActions>
    </form>
  );
}

function KeyFields(props: {
  taken: readonly string[];
  keyFields: ReadonlySet<string> | null;
  onChange: (keyFields: ReadonlySet<string> | null) => void;
}) {
  const { taken, keyFields } = props;
  if (taken.length === 0 && keyFields === null) return null;
  const gone = [...(keyFields ?? [])].filter((name) => !taken.includes(name));
  return (
    <div className="grid grid-cols-1 gap-3">
      <Field
        label="All arguments tell two calls apart"
        hint="Off: only those that are chosen. Whoever leaves out one that matters gives out wrong answers."
        layout="inline"
      >
        <Switch
          checked={keyFields === null}
          onCheckedChange={(isAll) => props.onChange(isAll ? null : new Set(taken))}
        />
      </Field>
      {keyFields !== null && (
        <CheckList
          label="Arguments"
          items={[...taken, ...gone].map((value) => ({
            value,
            label: <code>{value}</code>,
            ...(gone.includes(value) && { detail: "It is not in the schema now." }),
          }))}
          chosen={keyFields}
          onChange={props.onChange}
        />
      )}
    </div>
  );
}

function Invalidators(props: {
  about: CapabilityRef;
  tools: readonly string[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { about, chosen } = props;
  const others = props.tools.filter((name) => about.kind !== "tool" || name !== about.name);
  const further = [...chosen].filter((name) => name !== "*" && !others.includes(name));
  return (
    <CheckList
      label="Stale after a call of"
      hint="Tools of other servers are named with the command line: --stale-after server::tool."
      items={[
        { value: "*", label: "Any other tool of the server" },
        ...[...others, ...further].map((value) => ({ value, label: <code>{value}</code> })),
      ]}
      chosen={chosen}
      onChange={props.onChange}
    />
  );
}
