"use client";

import type { UserServerView } from "@peta/contract";
import {
  Button,
  Callout,
  Checkbox,
  Field,
  FormActions,
  UserFieldsForm,
  useToast,
  userValueProblems,
  valuesToSend,
} from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { type ConsoleErrorCode, toConsoleError } from "@/lib/trpc/public-error.ts";

export interface OwnValuesFormProps {
  server: UserServerView;
  /** An agent of the signed-in person; they themself when not said. */
  agentId?: string | undefined;
  onSaved?: () => void;
  onCancel?: () => void;
}

/** Refusals that say the server did not start with these values; they can be stored all the same. */
const startCodes: readonly ConsoleErrorCode[] = [
  "server.start_failed",
  "server.unreachable",
  "server.protocol_error",
  "server.timeout",
  "server.died",
];

/** Somebody's own values for a server: tried by starting it, then sealed. Secrets are never shown again. */
export function OwnValuesForm({ server, agentId, onSaved, onCancel }: OwnValuesFormProps) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const formRef = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(server.values);
  const [shareWithAgents, setShare] = useState(server.shareWithAgents);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => {
    if (Object.keys(errors).length > 0) formRef.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);
  const configure = useMutation(
    trpc.userServers.configure.mutationOptions({
      meta: { showsError: true },
      onSuccess(saved) {
        setValues(saved.values);
        toast.show({ tone: "success", title: `${server.displayName}: your values are sealed` });
        onSaved?.();
      },
      onSettled: () => markStale("servers", "clients"),
    }),
  );
  const failure = configure.error ? toConsoleError(configure.error) : null;
  const didNotStart = failure !== null && startCodes.includes(failure.code);

  function save(test: boolean) {
    const problems = userValueProblems(server.fields, values, server.storedSecrets);
    setErrors(problems);
    if (Object.keys(problems).length > 0) return;
    configure.mutate({
      serverId: server.serverId,
      values: valuesToSend(server.fields, values),
      shareWithAgents,
      test,
      ...(agentId && { principalId: agentId }),
    });
  }
  return (
    <form
      ref={formRef}
      noValidate
      aria-label={`Own values for ${server.displayName}`}
      className="grid gap-5"
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        save(true);
      }}
    >
      <UserFieldsForm
        fields={server.fields}
        values={values}
        onChange={(changed) => {
          setValues(changed);
          setErrors({});
        }}
        storedSecrets={server.storedSecrets}
        errors={errors}
      />
      {!agentId && (
        <Field
          label="My agents may use them too"
          hint="An agent of yours without values of its own then calls with yours. Switched off, it is refused."
          layout="inline"
        >
          <Checkbox checked={shareWithAgents} onCheckedChange={(checked) => setShare(checked === true)} />
        </Field>
      )}
      {didNotStart && (
        <Callout
          tone="warning"
          title={failure.message}
          live
          action={
            <Button onClick={() => save(false)} busy={configure.isPending}>
              Save anyway
            </Button>
          }
        />
      )}
      <FormActions error={failure && !didNotStart ? failure.message : undefined}>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
        <Button type="submit" variant="primary" busy={configure.isPending} busyLabel="Starting the server with them">
          {server.isConfigured ? "Replace values" : "Save values"}
        </Button>
      </FormActions>
    </form>
  );
}
