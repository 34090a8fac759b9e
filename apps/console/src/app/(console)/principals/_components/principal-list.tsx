"use client";

import { Button, DataTable, EmptyState, FilterBar, PageHeader, useToast } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { Plus, Users } from "lucide-react";
import { useRouter } from "next/navigation";
import { AddPrincipalDialog } from "@/features/principals/add-principal-dialog.tsx";
import { crowdSentence, principalHref } from "@/features/principals/principal-words.ts";
import { roleOptions } from "@/features/principals/role-words.ts";
import { usePageShortcuts } from "@/features/shell/page-shortcuts.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useTyped } from "@/lib/url/use-typed.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { principalColumns } from "./principal-columns.tsx";

const kindOptions = [
  { value: "person", label: "Person" },
  { value: "agent", label: "Agent" },
];
const statusOptions = [
  { value: "active", label: "Active" },
  { value: "disabled", label: "Disabled" },
];

/** Everybody who may ask Core for something. */
export function PrincipalList() {
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const principals = useQuery(trpc.principals.list.queryOptions());
  const [params, setParams] = useUrlState(["q", "kind", "role", "status", "add"] as const);
  const setAdding = (open: boolean) => setParams({ add: open ? "1" : null });
  usePageShortcuts([{ keys: "n", label: "Add person or agent", run: () => setAdding(true) }]);

  const search = useTyped(params.q ?? "", (q) => setParams({ q }));
  const word = search.value.trim().toLowerCase();
  const shown = principals.data?.filter(
    (principal) =>
      (!params.kind || principal.kind === params.kind) &&
      (!params.role || principal.role === params.role) &&
      (!params.status || principal.status === params.status) &&
      (!word ||
        `${principal.principalId} ${principal.displayName} ${principal.email ?? ""}`.toLowerCase().includes(word)),
  );
  const isFiltered = Boolean(word || params.kind || params.role || params.status);
  const clear = () => {
    search.set("");
    setParams({ q: null, kind: null, role: null, status: null });
  };
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setAdding(true)}>
      Add person or agent
    </Button>
  );

  return (
    <>
      <PageHeader
        title="People & agents"
        description={principals.data && crowdSentence(principals.data)}
        actions={add}
      />
      <FilterBar
        search={{
          value: search.value,
          onChange: search.set,
          placeholder: "Name, id or e-mail",
          label: "Search people and agents",
        }}
        filters={[
          {
            id: "kind",
            label: "Kind",
            value: params.kind,
            options: kindOptions,
            onChange: (kind) => setParams({ kind }),
          },
          {
            id: "role",
            label: "Role",
            value: params.role,
            options: roleOptions,
            onChange: (role) => setParams({ role }),
          },
          {
            id: "status",
            label: "Status",
            value: params.status,
            options: statusOptions,
            onChange: (status) => setParams({ status }),
          },
        ]}
        result={isFiltered && principals.data && `${shown?.length ?? 0} of ${principals.data.length}`}
        onClear={clear}
      />
      <DataTable
        label="People and agents"
        columns={principalColumns}
        rows={shown}
        rowKey={(principal) => principal.principalId}
        rowHref={(principal) => principalHref(principal.principalId)}
        error={
          principals.error && !principals.data ? (
            <QueryProblem query={principals} what="People and agents could not be read" />
          ) : undefined
        }
        empty={
          isFiltered ? (
            <EmptyState
              title="Nobody fits these filters"
              compact
              action={<Button onClick={clear}>Clear filters</Button>}
            />
          ) : (
            <EmptyState
              icon={<Users aria-hidden />}
              title="Nobody yet"
              action={add}
              command="npm run -s peta -- principal add ci-bot --kind agent"
            >
              People who sign in and agents that call tools appear here.
            </EmptyState>
          )
        }
      />
      <AddPrincipalDialog
        open={params.add !== null}
        onOpenChange={setAdding}
        people={(principals.data ?? []).filter(
          (principal) => principal.kind === "person" && principal.status === "active",
        )}
        onAdded={(added) => {
          toast.show({ tone: "success", title: `${added.displayName} is added` });
          router.push(principalHref(added.principalId));
        }}
      />
    </>
  );
}
