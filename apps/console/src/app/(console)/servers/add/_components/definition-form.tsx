"use client";

import { addServerFromTemplateInputSchema, type ServerDefinition, type ServerSummary } from "@peta/contract";
import {
  Badge,
  Callout,
  Card,
  CodeBlock,
  DescriptionList,
  TextLink,
  UserFieldsForm,
  userValueProblems,
  valuesToSend,
} from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useEffect, useState } from "react";
import { transportWords } from "@/features/servers/server-words.ts";
import { defaultsOf, launchText, namesOf, ownFields, userFieldsOf } from "@/features/templates/template-words.ts";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { emptyIdentity, IdentityFields } from "./identity-fields.tsx";
import { SaveActions } from "./save-actions.tsx";
import { addFailureOf, useAnnounceAdded } from "./use-added.ts";

export interface DefinitionFormProps {
  definition: ServerDefinition;
  /** The stored template, or the definition itself when nothing stores it. */
  from: { templateId: string } | { definition: ServerDefinition };
  suggestedId: string;
  /** Exactly what would be started or reached, when somebody else has put it in words. */
  summary?: string;
  warnings?: readonly string[];
  onAdded: (added: Pick<ServerSummary, "serverId" | "failure">) => void;
  /** Other things to do with the definition. */
  actions?: ReactNode;
}

/** A definition as it would be saved, with its fields to fill in. Nothing is started before one says save. */
export function DefinitionForm({ definition, from, suggestedId, onAdded, ...props }: DefinitionFormProps) {
  const trpc = useTRPC();
  const announce = useAnnounceAdded();
  const [identity, setIdentity] = useState(emptyIdentity);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => defaultsOf(definition));
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const fields = ownFields(definition);
  const input = {
    from,
    serverId: identity.serverId || suggestedId,
    displayName: identity.displayName.trim() || undefined,
    publicAccess: identity.publicAccess,
    values: valuesToSend(fields, values),
  };
  const { formRef, errors, unplaced, check, refuse, onInput } = useContractForm(
    addServerFromTemplateInputSchema,
    input,
  );
  useEffect(() => {
    if (Object.keys(problems).length > 0) formRef.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems, formRef]);
  const add = useMutation(
    trpc.templates.addServer.mutationOptions({
      meta: { showsError: true },
      onSuccess(added) {
        announce(added);
        onAdded(added);
      },
      onError(error) {
        const failed = addFailureOf(error);
        if (failed?.isDuplicate) refuse("serverId", failed.message);
      },
    }),
  );
  function save(allowUnreachable: boolean) {
    const found = userValueProblems(fields, values);
    setProblems(found);
    const checked = check({ ...input, allowUnreachable });
    if (checked && Object.keys(found).length === 0) add.mutate(checked);
    else add.reset();
  }
  return (
    <form
      ref={formRef}
      noValidate
      onInput={onInput}
      aria-label={definition.displayName}
      className="grid grid-cols-1 gap-6"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        save(false);
      }}
    >
      <Card title={definition.displayName} description={definition.description} actions={props.actions}>
        <div className="grid grid-cols-1 gap-4">
          {props.warnings && props.warnings.length > 0 && (
            <Callout tone="warning" title="Look at this first">
              <ul className="m-0 list-disc pl-4">
                {props.warnings.map((warning) => (
                  <li key={warning}>{warning}</li>
                ))}
              </ul>
            </Callout>
          )}
          <CodeBlock title="What will be started or reached" code={props.summary ?? launchText(definition)} wrap />
          <DefinitionFacts definition={definition} />
        </div>
      </Card>
      {fields.length > 0 && (
        <Card title="Values" description="Sealed with the server; secrets are never shown again.">
          <UserFieldsForm
            fields={fields}
            values={values}
            onChange={(changed) => {
              setValues(changed);
              setProblems({});
            }}
            errors={problems}
          />
        </Card>
      )}
      <Card title="How it is called">
        <IdentityFields
          identity={identity}
          onChange={setIdentity}
          suggestedId={suggestedId}
          suggestedName={definition.displayName}
          errors={errors}
        />
      </Card>
      <SaveActions
        failure={addFailureOf(add.error)}
        unplaced={unplaced}
        isBusy={add.isPending || add.isSuccess}
        onSaveAnyway={() => save(true)}
      />
    </form>
  );
}

function DefinitionFacts({ definition }: { definition: ServerDefinition }) {
  const later = userFieldsOf(definition);
  return (
    <DescriptionList
      items={[
        { term: "Transport", value: transportWords[definition.launch.transport] },
        ...namesOf(definition).map(({ term, names }) => ({ term, value: <Names names={names} /> })),
        ...(definition.homepage
          ? [{ term: "More about it", value: <TextLink href={definition.homepage}>{definition.homepage}</TextLink> }]
          : []),
        ...(later.length > 0
          ? [
              {
                term: "Each user enters",
                value: <Names names={later.map(({ label }) => label)} />,
                hint: "It then runs once for each of them, with their values.",
                wide: true,
              },
            ]
          : []),
      ]}
    />
  );
}

function Names({ names }: { names: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Badge key={name} mono>
          {name}
        </Badge>
      ))}
    </span>
  );
}
