"use client";

import type { CachePolicyView } from "@peta/contract";
import { Badge, Button, type Column, DataTable, EmptyState, PageSection, StatusBadge } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { DatabaseZap, Plus } from "lucide-react";
import { hitText, refOfText, refText } from "@/features/cache/policy-draft.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { PolicyPanel } from "./policy-panel.tsx";

/** The capabilities whose answers are kept; the panel changes one, or says it for another. */
export function PolicyTable() {
  const trpc = useTRPC();
  const policies = useQuery(trpc.cache.policies.queryOptions());
  const [params, setParams] = useUrlState(["policy"] as const);
  const open = (policy: string | null) => setParams({ policy }, policy ? "push" : "replace");
  return (
    <PageSection
      title="Whose answers are kept"
      description="Nothing is, until it is said here. Every call is decided first; nothing is kept of danger level 2 and above."
      // Not in the empty state: it would be gone, and the focus with it, once the first policy is saved.
      actions={
        <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => open("new")}>
          Keep answers
        </Button>
      }
    >
      <DataTable
        label="Cache policies"
        columns={policyColumns}
        rows={policies.data}
        rowKey={refText}
        onRowOpen={(policy) => open(refText(policy))}
        selectedKey={params.policy}
        error={
          policies.error && !policies.data ? (
            <QueryProblem query={policies} what="The policies could not be read" compact />
          ) : undefined
        }
        empty={
          <EmptyState
            icon={<DatabaseZap aria-hidden />}
            title="No answers are kept"
            compact
            command="npm run -s peta -- cache set SERVER::TOOL --ttl 1m"
          >
            Where agents ask the same thing again and again, the answer can be given out again for a while.
          </EmptyState>
        }
      />
      <PolicyPanel
        of={params.policy}
        policy={policies.data?.find((policy) => refText(policy) === params.policy)}
        isLoaded={policies.data !== undefined}
        capability={refOfText(params.policy)}
        onClose={() => open(null)}
      />
    </PageSection>
  );
}

const policyColumns: readonly Column<CachePolicyView>[] = [
  {
    id: "name",
    header: "Capability",
    sortValue: refText,
    cell: (policy) => (
      <span className="grid min-w-0">
        <code className="font-medium break-all">{policy.name}</code>
        <span className="text-12 text-text-muted">
          {policy.serverId}, {policy.kind}
        </span>
        {policy.problem && <span className="text-12 text-warning">{policy.problem}</span>}
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    sortValue: (policy) => policy.enabled,
    cell: (policy) =>
      !policy.enabled ? (
        <StatusBadge status="disabled" label="Off" />
      ) : policy.problem ? (
        <StatusBadge status="paused" label="Keeps nothing" />
      ) : (
        <StatusBadge status="active" label="On" />
      ),
  },
  {
    id: "ttl",
    header: "For",
    align: "end",
    sortValue: (policy) => policy.ttlSeconds,
    cell: (policy) => <span className="whitespace-nowrap">{policy.ttlSeconds.toLocaleString("en")} s</span>,
  },
  {
    id: "scope",
    header: "Shared",
    hideBelow: "md",
    sortValue: (policy) => policy.scope,
    cell: (policy) =>
      policy.scope === "workspace" ? (
        <Badge tone="info">In the workspace</Badge>
      ) : (
        <span className="text-text-muted">With nobody</span>
      ),
  },
  {
    id: "hits",
    header: "Helped",
    align: "end",
    hideBelow: "sm",
    sortValue: (policy) => policy.hits,
    cell: (policy) => (
      <span className="whitespace-nowrap tabular-nums">
        {hitText(policy)}{" "}
        <span className="text-text-muted">of {(policy.hits + policy.misses).toLocaleString("en")}</span>
      </span>
    ),
  },
  {
    id: "entries",
    header: "Kept",
    align: "end",
    hideBelow: "lg",
    sortValue: (policy) => policy.entries,
    cell: (policy) => policy.entries.toLocaleString("en"),
  },
];
