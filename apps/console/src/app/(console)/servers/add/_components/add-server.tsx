"use client";

import { addServerInputSchema, launchSchema } from "@peta/contract";
import {
  Button,
  Callout,
  Card,
  Field,
  FormActions,
  Input,
  PageHeader,
  Switch,
  type UserFieldDefinition,
  useToast,
} from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type SubmitEvent, useState } from "react";
import { emptyLaunchDraft, suggestServerId, toLaunch } from "@/features/servers/launch-draft.ts";
import { LaunchFields } from "@/features/servers/launch-fields.tsx";
import { serverHref } from "@/features/servers/server-words.ts";
import { TestPanel } from "@/features/servers/test-panel.tsx";
import { fieldErrorsOf, toUserFields } from "@/features/user-values/field-drafts.ts";
import { UserFieldsSection } from "@/features/user-values/user-fields-section.tsx";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { type ConsoleErrorCode, toConsoleError } from "@/lib/trpc/public-error.ts";

/** Refusals that say the server did not answer; it can be saved all the same. */
const unreachableCodes: readonly ConsoleErrorCode[] = [
  "server.start_failed",
  "server.unreachable",
  "server.protocol_error",
  "server.timeout",
  "server.died",
];

/** Registers a server: describe it, test it, save it. */
export function AddServer() {
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const markStale = useMarkStale();
  const [draft, setDraft] = useState(emptyLaunchDraft);
  const [values, setValues] = useState({ serverId: "", displayName: "", publicAccess: false });
  const [userFields, setUserFields] = useState<readonly UserFieldDefinition[] | null>(null);
  const { formRef, errors, check, refuse, onInput } = useContractForm(addServerInputSchema);
  const launch = toLaunch(draft);
  const serverId = values.serverId || suggestServerId(launch);

  const test = useMutation(trpc.servers.test.mutationOptions({ meta: { showsError: true } }));
  const add = useMutation(
    trpc.servers.add.mutationOptions({
      meta: { showsError: true },
      onSuccess(added) {
        void markStale("servers");
        toast.show({
          tone: "success",
          title: `${added.displayName} is registered`,
          ...(added.userFields && { description: "It starts for each user once they have entered their values." }),
        });
        router.push(serverHref(added.serverId));
      },
      onError(error) {
        const { code, message } = toConsoleError(error);
        if (code === "server.duplicate") refuse("serverId", message);
      },
    }),
  );

  const input = (allowUnreachable: boolean) =>
    check({
      serverId,
      displayName: values.displayName.trim() || undefined,
      publicAccess: values.publicAccess,
      launch,
      ...(userFields && { userFields: toUserFields(userFields) }),
      allowUnreachable,
    });
  function save(allowUnreachable: boolean) {
    const checked = input(allowUnreachable);
    if (checked) add.mutate(checked);
  }
  function runTest() {
    // The id is not needed yet: only the launch must fit.
    const checked = launchSchema.safeParse(launch);
    if (checked.success) test.mutate({ launch: checked.data });
    else input(false);
  }

  const failure = add.error ? toConsoleError(add.error) : null;
  const isUnreachable = failure !== null && unreachableCodes.includes(failure.code);
  const hasFailedTest = test.data?.ok === false && !test.isPending;

  return (
    <>
      <PageHeader
        title="Add server"
        description="An MCP server that agents reach through Core, with credentials that only Core can read."
        breadcrumbs={[{ label: "Servers", href: "/servers" }]}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <form
          ref={formRef}
          noValidate
          onInput={onInput}
          aria-label="Server"
          className="grid gap-6"
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault();
            save(false);
          }}
        >
          <Card title="How it is reached">
            <LaunchFields
              draft={draft}
              onChange={(next) => {
                // Where values can go depends on the transport: what was said for the other one means nothing here.
                if (next.transport !== draft.transport) setUserFields(null);
                setDraft(next);
              }}
              errors={errors}
            />
          </Card>
          <Card title="How it is called">
            <div className="grid gap-5 sm:grid-cols-2">
              <Field
                label="Server id"
                hint={`Tools are called ${serverId || "id"}::tool. It stays.`}
                error={errors.serverId}
                required
              >
                <Input
                  mono
                  autoComplete="off"
                  spellCheck={false}
                  value={serverId}
                  onChange={(e) => setValues({ ...values, serverId: e.target.value })}
                />
              </Field>
              <Field label="Display name" required={false} error={errors.displayName}>
                <Input
                  autoComplete="off"
                  value={values.displayName}
                  onChange={(e) => setValues({ ...values, displayName: e.target.value })}
                />
              </Field>
              <Field
                label="Open to everybody"
                hint="Every person and agent of the workspace may use it unless a switch says otherwise. Off: each needs a permission; you get one."
                layout="inline"
                className="sm:col-span-2"
              >
                <Switch
                  checked={values.publicAccess}
                  onCheckedChange={(publicAccess) => setValues({ ...values, publicAccess })}
                />
              </Field>
            </div>
          </Card>
          <Card title="Whose values it runs with">
            <UserFieldsSection
              transport={draft.transport}
              fields={userFields}
              onChange={setUserFields}
              errors={{ ...fieldErrorsOf(errors), "": errors.userFields ?? "" }}
            />
          </Card>
          {isUnreachable && (
            <Callout
              tone="warning"
              title={failure.message}
              live
              action={
                <Button onClick={() => save(true)} busy={add.isPending}>
                  Save anyway
                </Button>
              }
            >
              Nothing was saved. Saved anyway, Core reads what it offers at the next connection.
            </Callout>
          )}
          <FormActions
            error={failure && !isUnreachable && failure.code !== "server.duplicate" ? failure.message : undefined}
            aside={hasFailedTest && !isUnreachable ? "The last test failed." : undefined}
          >
            <Button asChild variant="ghost">
              <Link href="/servers">Cancel</Link>
            </Button>
            {hasFailedTest && !isUnreachable && (
              <Button onClick={() => save(true)} busy={add.isPending}>
                Save anyway
              </Button>
            )}
            <Button
              type="submit"
              variant="primary"
              busy={add.isPending || add.isSuccess}
              busyLabel="Testing and saving"
            >
              Save server
            </Button>
          </FormActions>
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
            transport={draft.transport}
            result={test.data}
            isRunning={test.isPending}
            failure={test.error ? toConsoleError(test.error).message : undefined}
          />
        </Card>
      </div>
    </>
  );
}
