"use client";

import { Button, Callout, Field, FormActions, Textarea, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { parseRules, type Rule, rulesText } from "@/features/policies/parse-rules.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { RuleProblems } from "./rule-problems.tsx";

const example = rulesText([
  {
    id: "no-deletes-by-agents",
    description: "Agents never delete.",
    priority: 100,
    match: { capabilities: ["delete_*"], roles: ["user"] },
    effect: "deny",
  },
  {
    id: "mails-need-a-person",
    description: "Mails to outside wait for approval, and whoever decides says why.",
    priority: 50,
    match: { capabilities: ["send_mail"] },
    when: '!args.to.endsWith("@example.com")',
    effect: "approve",
    obligations: { requireReason: true },
  },
]);

/** The rules as text: their form is checked while typing, Core compiles the conditions and saves a new version. */
export function RuleEditor({ inForce }: { inForce: { version: number; rules: Rule[] } }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const [base, setBase] = useState(inForce);
  const [text, setText] = useState(() => rulesText(inForce.rules));
  const parsed = parseRules(text);
  const isChanged = text !== rulesText(base.rules);
  const isOutdated = inForce.version !== base.version;

  const save = useMutation(
    trpc.policies.save.mutationOptions({
      meta: { showsError: true },
      onSuccess(saved) {
        queries.setQueryData(trpc.policies.get.queryKey(), saved);
        setBase(saved);
        setText(rulesText(saved.rules));
        toast.show({ tone: "success", title: `Version ${saved.version} is in force` });
        void markStale("policy");
      },
    }),
  );
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (parsed.ok) save.mutate({ version: base.version, rules: parsed.rules });
  }
  const refusal = save.error ? toConsoleError(save.error) : null;
  function reload() {
    setBase(inForce);
    setText(rulesText(inForce.rules));
    save.reset();
  }

  return (
    <form className="grid gap-4" onSubmit={submit} aria-label="Rules">
      {isOutdated && (
        <Callout
          tone="warning"
          live
          title={`Version ${inForce.version} was saved meanwhile`}
          action={<Button onClick={reload}>Load version {inForce.version}</Button>}
        >
          You edit version {base.version}, which can no longer be saved. Copy your change, load the new version and make
          it there.
        </Callout>
      )}
      <Field
        label="Rules"
        hint={
          <>
            A JSON list. <code>match</code> holds globs on servers, capabilities and principals; <code>when</code> is
            CEL over args, principal, client, server, tool, request and session. The effect is <code>allow</code>,{" "}
            <code>deny</code>, <code>approve</code> (a person decides about each call, in Approvals or Desk) or{" "}
            <code>approve_with_step_up</code> (and confirms it with their password).
          </>
        }
      >
        <Textarea
          mono
          rows={18}
          spellCheck={false}
          autoComplete="off"
          className="max-h-[60dvh] min-h-72"
          value={text}
          aria-invalid={parsed.ok ? undefined : true}
          onChange={(event) => {
            setText(event.target.value);
            save.reset();
          }}
        />
      </Field>
      <RuleProblems parsed={parsed} refusal={refusal?.code === "policy.invalid" ? refusal.message : null} />
      <FormActions
        error={refusal && refusal.code !== "policy.invalid" ? refusal.message : undefined}
        aside={
          inForce.rules.length === 0 &&
          !isChanged && (
            <Button size="sm" variant="ghost" onClick={() => setText(example)}>
              Start from an example
            </Button>
          )
        }
      >
        <Button onClick={reload} disabled={!isChanged}>
          Discard changes
        </Button>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!isChanged || !parsed.ok || isOutdated}>
          Save as version {base.version + 1}
        </Button>
      </FormActions>
    </form>
  );
}
