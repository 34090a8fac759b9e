import type { UserServerView } from "@peta/contract";
import {
  Badge,
  Button,
  Card,
  Checkbox,
  ConfirmDialog,
  Field,
  FormActions,
  RelativeTime,
  ServerTile,
  StepProgress,
  UserFieldsForm,
  userValueProblems,
  valuesToSend,
} from "@peta/ui";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { problemOf } from "../../desk/ask.ts";
import { configureSteps } from "./configure-steps.ts";
import { useConfigure } from "./use-configure.ts";

export interface ServerCredentialsProps {
  server: UserServerView;
  /** An agent's; null for the person's own. */
  principalId: string | null;
  /** The agent's name. */
  agent: string | null;
}

/** One server that runs with somebody's own values: its state, and the form. */
export function ServerCredentials({ server, principalId, agent }: ServerCredentialsProps) {
  const [isOpen, setOpen] = useState(server.valuesOf === "none");
  const [isRemoving, setRemoving] = useState(false);
  const { progress, store, remove, forgetProgress } = useConfigure(server, principalId);
  return (
    <Card
      title={
        <span className="flex items-center gap-2.5">
          <ServerTile name={server.displayName} size="sm" />
          {server.displayName}
        </span>
      }
      description={<StateWords server={server} />}
      actions={
        <>
          <StateBadge server={server} />
          {!isOpen && (
            <Button size="sm" onClick={() => setOpen(true)}>
              {server.isConfigured ? "Change" : "Enter"}
            </Button>
          )}
          {server.isConfigured && (
            <Button size="sm" variant="danger-outline" onClick={() => setRemoving(true)}>
              Remove
            </Button>
          )}
        </>
      }
    >
      {isOpen && (
        <CredentialsForm
          server={server}
          isForAgent={agent !== null}
          isBusy={progress.at === "testing"}
          onCancel={
            server.valuesOf === "none"
              ? undefined
              : () => {
                  setOpen(false);
                  forgetProgress();
                }
          }
          onStore={(input) => void store(input).then((isStored) => isStored && setOpen(false))}
        />
      )}
      {progress.at !== "idle" && (
        <StepProgress
          className="mt-4"
          label={`Test of your credentials for ${server.displayName}`}
          steps={configureSteps(progress)}
        />
      )}
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={(open) => {
          setRemoving(open);
          remove.reset();
        }}
        title={`Remove ${agent === null ? "your" : `${agent}'s`} credentials for ${server.displayName}?`}
        confirmLabel="Remove"
        tone="danger"
        busy={remove.isPending}
        error={remove.error ? problemOf(remove.error).message : undefined}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => setRemoving(false) })}
      >
        The server that runs with them stops at once. Calls to it are refused until new ones are entered.
      </ConfirmDialog>
    </Card>
  );
}

function StateBadge({ server: { valuesOf } }: { server: UserServerView }) {
  if (valuesOf === "none") return <Badge tone="warning">Needed</Badge>;
  return <Badge tone="success">{valuesOf === "owner" ? "Uses yours" : "Stored"}</Badge>;
}

function StateWords({ server }: { server: UserServerView }) {
  const { valuesOf, configuredAt, status, statusReason, shareWithAgents } = server;
  if (valuesOf === "none") return "It does not work before you enter what it needs.";
  return (
    <>
      {valuesOf === "owner" ? "Runs with your credentials, which you share. " : ""}
      {valuesOf === "own" && configuredAt && (
        <>
          Entered <RelativeTime at={configuredAt} />
          {shareWithAgents && ", shared with your agents"}.{" "}
        </>
      )}
      {status === "error" && statusReason ? (
        <span className="text-danger">{statusReason}</span>
      ) : (
        `The server is ${status}.`
      )}
    </>
  );
}

interface CredentialsFormProps {
  server: UserServerView;
  isForAgent: boolean;
  isBusy: boolean;
  onCancel: (() => void) | undefined;
  onStore: (input: { values: Record<string, string>; shareWithAgents: boolean }) => void;
}

function CredentialsForm({ server, isForAgent, isBusy, onCancel, onStore }: CredentialsFormProps) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(server.values);
  const [isShared, setShared] = useState(server.shareWithAgents);
  const [isSent, setSent] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = userValueProblems(server.fields, values, server.storedSecrets);
  const shown = isSent ? problems : {};
  const isWrong = Object.keys(shown).length > 0;
  useEffect(() => {
    if (isSent) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [isSent]);
  function submit(event: SubmitEvent) {
    event.preventDefault();
    setSent(Object.keys(problems).length > 0);
    if (Object.keys(problems).length > 0 || isBusy) return;
    onStore({ values: valuesToSend(server.fields, values), shareWithAgents: !isForAgent && isShared });
  }
  return (
    <form ref={form} noValidate onSubmit={submit} className="grid max-w-xl gap-4">
      <UserFieldsForm
        fields={server.fields}
        values={values}
        onChange={setValues}
        storedSecrets={server.storedSecrets}
        errors={shown}
        disabled={isBusy}
      />
      {!isForAgent && (
        <Field label="My agents may use them too" hint="Without this, each agent needs its own." layout="inline">
          <Checkbox checked={isShared} disabled={isBusy} onCheckedChange={(checked) => setShared(checked === true)} />
        </Field>
      )}
      <FormActions error={isWrong ? "Something is missing or has the wrong form." : undefined}>
        {onCancel && (
          <Button disabled={isBusy} onClick={onCancel}>
            Cancel
          </Button>
        )}
        <Button type="submit" variant="primary" busy={isBusy} busyLabel="Testing">
          Test and store
        </Button>
      </FormActions>
    </form>
  );
}
