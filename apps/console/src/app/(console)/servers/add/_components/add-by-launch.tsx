"use client";

import { addServerInputSchema, launchSchema } from "@peta/contract";
import { Button, Card, type UserFieldDefinition } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { RestFields } from "@/features/rest/rest-fields.tsx";
import { LaunchFields } from "@/features/servers/launch-fields.tsx";
import { addedHref } from "@/features/servers/sign-in-words.ts";
import { TestPanel } from "@/features/servers/test-panel.tsx";
import { SkillsFields } from "@/features/skills/skills-fields.tsx";
import { fieldErrorsOf, toUserFields } from "@/features/user-values/field-drafts.ts";
import { UserFieldsSection } from "@/features/user-values/user-fields-section.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { emptyIdentity, IdentityFields } from "./identity-fields.tsx";
import {
  type LaunchCategory,
  type LaunchDrafts,
  launchDraftOf,
  launchOf,
  suggestedId,
  transportOf,
} from "./launch-of.ts";
import { SaveActions } from "./save-actions.tsx";
import { addFailureOf, useAnnounceAdded } from "./use-added.ts";

export type { LaunchDrafts } from "./launch-of.ts";

const titles = {
  program: "How it is reached",
  http: "How it is reached",
  rest: "What it offers, and how it is reached",
  skills: "What it offers",
} as const;

/** A server whose launch configuration is described here: beside it a test, which saves nothing. */
export function AddByLaunch(props: {
  category: LaunchCategory;
  drafts: LaunchDrafts;
  onChange: (drafts: LaunchDrafts) => void;
}) {
  const { category, drafts, onChange } = props;
  const trpc = useTRPC();
  const router = useRouter();
  const announce = useAnnounceAdded();
  const [identity, setIdentity] = useState(emptyIdentity);
  const [userFields, setUserFields] = useState<readonly UserFieldDefinition[] | null>(null);
  const launch = launchOf(category, drafts);
  const transport = transportOf(category);
  const idSuggestion = suggestedId(category, drafts);
  const input = {
    serverId: identity.serverId || idSuggestion,
    displayName: identity.displayName.trim() || undefined,
    publicAccess: identity.publicAccess,
    launch,
    ...(userFields && { userFields: toUserFields(userFields) }),
  };
  const { formRef, errors, unplaced, check, refuse, onInput } = useContractForm(addServerInputSchema, input);

  const test = useMutation(trpc.servers.test.mutationOptions({ meta: { showsError: true } }));
  const add = useMutation(
    trpc.servers.add.mutationOptions({
      meta: { showsError: true },
      onSuccess(added) {
        announce(added);
        router.push(addedHref(added));
      },
      onError(error) {
        const failed = addFailureOf(error);
        if (failed?.isDuplicate) refuse("serverId", failed.message);
      },
    }),
  );

  function save(allowUnreachable: boolean) {
    const checked = check({ ...input, allowUnreachable });
    if (checked) add.mutate(checked);
    else add.reset();
  }
  function runTest() {
    // The id is not needed yet: only the launch must fit.
    const checked = launchSchema.safeParse(launch);
    if (checked.success) test.mutate({ launch: checked.data });
    else check(input);
  }
  /** What was found about another launch is not said of this one. */
  function change(changed: Partial<LaunchDrafts>) {
    test.reset();
    add.reset();
    onChange({ ...drafts, ...changed });
  }

  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <form
        ref={formRef}
        noValidate
        onInput={onInput}
        aria-label="Server"
        className="grid grid-cols-1 gap-6"
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          save(false);
        }}
      >
        <Card title={titles[category]}>
          {category === "rest" ? (
            <RestFields draft={drafts.rest} onChange={(rest) => change({ rest })} errors={errors} />
          ) : category === "skills" ? (
            <SkillsFields draft={drafts.skills} onChange={(skills) => change({ skills })} errors={errors} />
          ) : (
            <LaunchFields
              draft={launchDraftOf(category, drafts.launch)}
              onChange={(changed) => change({ launch: changed })}
              errors={errors}
            />
          )}
        </Card>
        <Card title="How it is called">
          <IdentityFields identity={identity} onChange={setIdentity} suggestedId={idSuggestion} errors={errors} />
        </Card>
        {category !== "skills" && (
          <Card title="Whose values it runs with">
            <UserFieldsSection
              transport={transport}
              fields={userFields}
              onChange={setUserFields}
              errors={{ ...fieldErrorsOf(errors), "": errors.userFields ?? "" }}
            />
          </Card>
        )}
        <SaveActions
          failure={addFailureOf(add.error)}
          unplaced={unplaced}
          isBusy={add.isPending || add.isSuccess}
          // A server that wants a sign-in is saved without more ado.
          hasFailedTest={test.data?.ok === false && test.data.error?.kind !== "sign_in" && !test.isPending}
          onSaveAnyway={() => save(true)}
        />
      </form>
      <Card
        title="Connection test"
        description="Nothing is saved by it."
        className="lg:sticky lg:top-19"
        actions={
          <Button onClick={runTest} busy={test.isPending} busyLabel="Testing">
            Test connection
          </Button>
        }
      >
        <TestPanel
          transport={transport}
          result={test.data}
          isRunning={test.isPending}
          failure={test.error ? toConsoleError(test.error).message : undefined}
        />
      </Card>
    </div>
  );
}
