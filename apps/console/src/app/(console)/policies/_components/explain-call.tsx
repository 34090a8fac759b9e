"use client";

import type { explainInputSchema } from "@peta/contract";
import { Button, Card, DecisionTrace, EmptyState, Field, FormActions, Select, Textarea } from "@peta/ui";
import { skipToken, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import type { z } from "zod";
import { traceSteps } from "@/features/permissions/trace-steps.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { parseArguments } from "@/features/policies/parse-arguments.ts";

/** Asks what would become of one call, without making it. */
export function ExplainCall() {
  const trpc = useTRPC();
  const [values, setValues] = useState({ principalId: "", serverId: "", capability: "", args: "" });
  const [asked, setAsked] = useState<z.input<typeof explainInputSchema> | null>(null);
  const [argsProblem, setArgsProblem] = useState<string | null>(null);
  const principals = useQuery(trpc.principals.list.queryOptions());
  const servers = useQuery(trpc.servers.list.queryOptions());
  const server = useQuery(trpc.servers.get.queryOptions(values.serverId ? { serverId: values.serverId } : skipToken));
  const explanation = useQuery(trpc.permissions.explain.queryOptions(asked ?? skipToken));

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const args = parseArguments(values.args);
    setArgsProblem(args.ok ? null : args.problem);
    const capability = server.data?.capabilities.find((one) => `${one.kind}:${one.name}` === values.capability);
    if (!args.ok || !capability) return;
    const { kind, name } = capability;
    setAsked({
      principalId: values.principalId,
      serverId: values.serverId,
      kind,
      name,
      ...(args.value && { arguments: args.value }),
    });
  }
  const set = (part: Partial<typeof values>) => setValues({ ...values, ...part });
  const isReady = Boolean(values.principalId && values.serverId && values.capability);

  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title="The call" description="Nothing is called and nothing is recorded.">
        <form className="grid gap-4" onSubmit={submit}>
          <Field label="Person or agent">
            <Select
              placeholder="Choose"
              value={values.principalId}
              onValueChange={(principalId) => set({ principalId })}
              options={(principals.data ?? []).map((one) => ({
                value: one.principalId,
                label: `${one.displayName} (${one.principalId})`,
              }))}
            />
          </Field>
          <Field label="Server">
            <Select
              placeholder="Choose"
              value={values.serverId}
              onValueChange={(serverId) => set({ serverId, capability: "" })}
              options={(servers.data ?? []).map((one) => ({ value: one.serverId, label: one.displayName }))}
            />
          </Field>
          <Field label="Capability">
            <Select
              placeholder={values.serverId ? "Choose" : "Choose a server first"}
              disabled={!server.data}
              value={values.capability}
              onValueChange={(capability) => set({ capability })}
              options={(server.data?.capabilities ?? []).map((one) => ({
                value: `${one.kind}:${one.name}`,
                label: one.kind === "tool" ? one.name : `${one.name} (${one.kind})`,
              }))}
            />
          </Field>
          <Field
            label="Arguments"
            required={false}
            hint="A JSON object; conditions on args look at it."
            error={argsProblem}
          >
            <Textarea
              mono
              rows={5}
              spellCheck={false}
              value={values.args}
              placeholder='{ "id": "1" }'
              onChange={(event) => set({ args: event.target.value })}
            />
          </Field>
          <FormActions>
            <Button type="submit" variant="primary" disabled={!isReady} busy={explanation.isFetching}>
              Explain
            </Button>
          </FormActions>
        </form>
      </Card>
      <div aria-live="polite">
        {explanation.data ? (
          <DecisionTrace
            effect={explanation.data.decision.effect}
            reason={explanation.data.decision.reason.message}
            steps={traceSteps(explanation.data)}
          />
        ) : explanation.error ? (
          <QueryProblem query={explanation} what="The decision could not be explained" compact />
        ) : (
          <EmptyState title="What would happen?" compact>
            Choose a call and press Explain: each layer and rule says what it has to say.
          </EmptyState>
        )}
      </div>
    </div>
  );
}
