"use client";

import {
  Badge,
  Button,
  type Column,
  DataTable,
  EffectBadge,
  type Effect,
  EmptyState,
  SidePanel,
  JsonView,
} from "@peta/ui";
import { ScrollText } from "lucide-react";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import type { Rule } from "@/features/policies/parse-rules.ts";
import { inSpeakingOrder, matchWords } from "@/features/policies/rule-words.ts";

const effects: Record<Rule["effect"], Effect> = {
  allow: "allow",
  deny: "deny",
  approve: "require_approval",
  approve_with_step_up: "require_approval_with_step_up",
};

const columns: readonly Column<Rule>[] = [
  {
    id: "rule",
    header: "Rule",
    cell: (rule) => (
      <span className="grid min-w-40">
        <span className="font-mono text-12 font-medium">{rule.id}</span>
        {rule.description && <span className="line-clamp-1 text-12 text-text-muted">{rule.description}</span>}
      </span>
    ),
  },
  { id: "priority", header: "Priority", align: "end", width: "6rem", cell: (rule) => rule.priority },
  {
    id: "about",
    header: "About",
    hideBelow: "md",
    cell: (rule) => <span className="line-clamp-2">{matchWords(rule.match)}</span>,
  },
  {
    id: "when",
    header: "When",
    hideBelow: "lg",
    cell: (rule) =>
      rule.when ? (
        <code className="line-clamp-2 text-12 break-words">{rule.when}</code>
      ) : (
        <span className="text-text-muted">Always</span>
      ),
  },
  {
    id: "effect",
    header: "Effect",
    width: "13rem",
    cell: (rule) => (
      <span className="flex flex-wrap gap-1">
        <EffectBadge effect={effects[rule.effect]} />
        {rule.enforcement === "observe" && <Badge tone="info">Observes only</Badge>}
      </span>
    ),
  },
];

/** The rules in the order in which they speak. */
export function RuleTable({
  rules,
  selectedId,
  onEdit,
}: {
  rules: readonly Rule[];
  selectedId: string | null;
  onEdit: () => void;
}) {
  const [, setParams] = useUrlState(["rule"] as const);
  const selected = rules.find((rule) => rule.id === selectedId);
  return (
    <>
      <DataTable
        label="Rules in force"
        columns={columns}
        rows={inSpeakingOrder(rules)}
        rowKey={(rule) => rule.id}
        onRowOpen={(rule) => setParams({ rule: rule.id }, "push")}
        selectedKey={selectedId}
        serverSorted
        empty={
          <EmptyState
            icon={<ScrollText aria-hidden />}
            title="No rules"
            compact
            action={<Button onClick={onEdit}>Write the first rule</Button>}
          >
            Permissions and danger levels decide alone. Rules add conditions on arguments, time and people.
          </EmptyState>
        }
      />
      <SidePanel
        open={selected !== undefined}
        onOpenChange={(open) => !open && setParams({ rule: null })}
        title={<span className="font-mono">{selected?.id}</span>}
        description={selected?.description}
        footer={<Button onClick={onEdit}>Edit the rules</Button>}
      >
        {selected && <JsonView label="Rule" value={selected} expandDepth={4} />}
      </SidePanel>
    </>
  );
}
