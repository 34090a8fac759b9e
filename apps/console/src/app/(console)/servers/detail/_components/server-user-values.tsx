"use client";

import { updateServerInputSchema } from "@peta/contract";
import {
  Button,
  Card,
  ConfirmDialog,
  DescriptionList,
  FormActions,
  isSameJson,
  type UserFieldDefinition,
  useToast,
} from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { fieldErrorsOf, toUserFields } from "@/features/user-values/field-drafts.ts";
import { UserFieldsSection } from "@/features/user-values/user-fields-section.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { MyValues } from "./my-values.tsx";

/** Which values each user enters, how many have, and the signed-in person's own. */
export function ServerUserValues({ server }: { server: ServerDetail }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card
        title="What each user enters"
        description="Values go where you say, and nowhere else: never into text that a server reads."
      >
        <FieldsForm server={server} />
      </Card>
      <div className="grid gap-4">
        {server.instances && (
          <Card title="Who has entered values">
            <DescriptionList
              items={[
                { term: "People and agents", value: server.instances.configured },
                { term: "Instances that run", value: server.instances.running, hint: "One for each, on demand." },
              ]}
            />
          </Card>
        )}
        {server.userFields && <MyValues serverId={server.serverId} />}
      </div>
    </div>
  );
}

function FieldsForm({ server }: { server: ServerDetail }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const [fields, setFields] = useState<readonly UserFieldDefinition[] | null>(server.userFields);
  const [isAsking, setAsking] = useState(false);
  const { formRef, errors, check } = useContractForm(updateServerInputSchema);
  const update = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { showsError: true },
      onSuccess(detail) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId: server.serverId }), detail);
        setFields(detail.userFields);
        setAsking(false);
        toast.show({
          tone: "success",
          title: detail.userFields ? "Each user is asked for these values" : "The server runs once, for everybody",
        });
      },
      onSettled: () => markStale("servers"),
    }),
  );
  const isChanged = !isSameJson(fields && toUserFields(fields), server.userFields && toUserFields(server.userFields));
  function save() {
    const input = check({ serverId: server.serverId, userFields: fields && toUserFields(fields) });
    if (input) update.mutate(input);
  }
  function submit(event: SubmitEvent) {
    event.preventDefault();
    // What people have stored cannot be brought back.
    if (fields === null && (server.instances?.configured ?? 0) > 0) return setAsking(true);
    save();
  }
  const failure = update.error ? toConsoleError(update.error).message : undefined;
  return (
    <form ref={formRef} noValidate onSubmit={submit} aria-label="Users' values" className="grid gap-5">
      <UserFieldsSection
        transport={server.transport}
        fields={fields}
        onChange={setFields}
        errors={{ ...fieldErrorsOf(errors), "": errors.userFields ?? "" }}
      />
      <FormActions error={isAsking ? undefined : failure}>
        <Button disabled={!isChanged} onClick={() => setFields(server.userFields)}>
          Discard changes
        </Button>
        <Button type="submit" variant="primary" busy={update.isPending && !isAsking} disabled={!isChanged}>
          Save
        </Button>
      </FormActions>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Delete the values that users of ${server.displayName} have entered?`}
        confirmLabel="Delete all values"
        tone="danger"
        typedConfirmation={server.serverId}
        busy={update.isPending}
        error={failure}
        onConfirm={save}
      >
        <p>
          {server.instances?.configured} {server.instances?.configured === 1 ? "user has" : "users have"} entered
          values. They are deleted and cannot be brought back; the server then runs once, for everybody.
        </p>
      </ConfirmDialog>
    </form>
  );
}
