"use client";

import { Field, PageHeader, Select } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { EffectivePermissionsView } from "@/features/permissions/effective-permissions-view.tsx";
import { permissionSentence } from "@/features/permissions/matrix-groups.ts";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";

/** Effective permissions of one person or agent; one's own without a choice. */
export function PermissionsPage() {
  const trpc = useTRPC();
  const me = useMe();
  const isAdmin = isAdministrator(me);
  const [params, setParams] = useUrlState(["principal"] as const);
  const principals = useQuery(trpc.principals.list.queryOptions(undefined, { enabled: isAdmin }));
  const principalId = (isAdmin && params.principal) || me.principalId;
  const permissions = useQuery(trpc.permissions.show.queryOptions({ principalId }));
  const known = principals.data ?? [];
  const options = known.map((one) => ({
    value: one.principalId,
    label: one.displayName === one.principalId ? one.principalId : `${one.displayName} (${one.principalId})`,
  }));
  // A copied link may name somebody who is gone: the choice still shows it, and the view says why.
  if (!options.some((option) => option.value === principalId))
    options.unshift({ value: principalId, label: principalId });
  return (
    <>
      <PageHeader
        title="Permissions"
        description={
          permissions.data ? permissionSentence(permissions.data) : "What one person or agent may do, and why."
        }
        actions={
          isAdmin && (
            <Field label="Person or agent" hideLabel className="w-72 max-w-full">
              <Select
                options={options}
                value={principalId}
                onValueChange={(principal) => setParams({ principal }, "push")}
              />
            </Field>
          )
        }
      />
      <EffectivePermissionsView key={principalId} principalId={principalId} />
    </>
  );
}
