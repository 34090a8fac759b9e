"use client";

import { Badge, PageHeader, TableSkeleton, Tabs } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { ExplainCall } from "./explain-call.tsx";
import { RuleEditor } from "./rule-editor.tsx";
import { RuleTable } from "./rule-table.tsx";

/** The rules that decide after the permission layers: in force, to edit, to try. */
export function PoliciesPage() {
  const trpc = useTRPC();
  const [params, setParams] = useUrlState(["tab", "rule"] as const);
  const policies = useQuery(trpc.policies.get.queryOptions());
  if (policies.error && !policies.data) {
    return <QueryProblem query={policies} what="The rules could not be read" />;
  }
  const set = policies.data;
  const rules = set?.rules ?? [];
  const show = (tab: string) => setParams({ tab: tab === "rules" ? null : tab });
  const items = [
    {
      value: "rules",
      label: "In force",
      count: rules.length,
      content: <RuleTable rules={rules} selectedId={params.rule} onEdit={() => show("edit")} />,
    },
    { value: "edit", label: "Edit", content: set && <RuleEditor inForce={set} /> },
    { value: "explain", label: "Explain a call", content: <ExplainCall /> },
  ];
  return (
    <>
      <PageHeader
        title="Policies"
        description="After the permission layers, these rules decide: the highest priority that matches speaks first."
        status={set && <Badge mono>{`version ${set.version}`}</Badge>}
      />
      {set ? (
        <Tabs
          label="Policies"
          items={items}
          value={items.some((item) => item.value === params.tab) ? (params.tab ?? "rules") : "rules"}
          onValueChange={show}
        />
      ) : (
        <TableSkeleton rows={4} columns={5} label="Loading rules" />
      )}
    </>
  );
}
