"use client";

import type { IpRules, IpRuleView } from "@peta/contract";
import {
  Button,
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  isInRange,
  PageSection,
  RelativeTime,
} from "@peta/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import { Globe } from "lucide-react";
import { useMemo } from "react";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { AddRuleForm } from "./add-rule-form.tsx";
import { useRemoveRule } from "./use-remove-rule.ts";

type RulesQuery = Pick<UseQueryResult<IpRules>, "data" | "isFetching"> & { error: unknown; refetch: () => unknown };

/** The addresses and ranges that may come: add, remove, with a warning before one shuts oneself out. */
export function AddressRules({ rules }: { rules: RulesQuery }) {
  const yourAddress = rules.data?.yourAddress ?? null;
  const known = rules.data?.rules ?? [];
  const removal = useRemoveRule(known, yourAddress);
  const { remove, busyId } = removal;
  const columns = useMemo(() => ruleColumns({ yourAddress, onRemove: remove, busyId }), [yourAddress, remove, busyId]);
  return (
    <PageSection
      title="Address rules"
      description="They hold for everything that Core answers: agents, the Console, Desk, the command line and sign-in."
    >
      {rules.data && <AddRuleForm rules={known} yourAddress={yourAddress} />}
      <DataTable
        label="Address rules"
        columns={columns}
        rows={rules.data?.rules}
        rowKey={(rule) => rule.ruleId}
        defaultSort={{ columnId: "created", direction: "descending" }}
        error={
          rules.error && !rules.data ? (
            <QueryProblem query={rules} what="The address rules could not be read" compact />
          ) : undefined
        }
        empty={
          <EmptyState
            icon={<Globe aria-hidden />}
            title="Every address may come"
            compact
            command={`npm run -s peta -- network allow ${yourAddress ?? "192.0.2.0/24"}`}
          >
            With the first rule, requests from all other addresses are refused. Begin with the one you are at.
          </EmptyState>
        }
      />
      <ConfirmDialog
        open={removal.asked !== null}
        onOpenChange={(open) => !open && removal.cancel()}
        title={`Remove ${removal.asked?.range ?? ""}?`}
        confirmLabel="Remove rule"
        tone="danger"
        busy={removal.isPending}
        error={removal.error}
        onConfirm={removal.confirm}
      >
        {known.length === 1 ? (
          <p>It is the last rule: without it requests from every address are answered.</p>
        ) : (
          <p>
            {yourAddress === null
              ? "Core cannot tell where you are, so this may shut you out"
              : `Your own address, ${yourAddress}, is in no other rule: this shuts you out`}
            , and whoever else is there. Only somebody at an address that is left can undo it, or whoever starts Core
            with <code>PETA_IGNORE_ADDRESS_RULES</code>.
          </p>
        )}
      </ConfirmDialog>
    </PageSection>
  );
}

function ruleColumns(on: {
  yourAddress: string | null;
  onRemove: (rule: IpRuleView) => void;
  busyId: string | undefined;
}): readonly Column<IpRuleView>[] {
  return [
    {
      id: "range",
      header: "Address or range",
      sortValue: (rule) => rule.range,
      cell: (rule) => (
        <span className="flex flex-wrap items-baseline gap-x-2">
          <code className="font-medium break-all">{rule.range}</code>
          {on.yourAddress && isInRange(on.yourAddress, rule.range) && (
            <span className="text-12 text-text-muted">you are here</span>
          )}
        </span>
      ),
    },
    {
      id: "note",
      header: "Note",
      hideBelow: "sm",
      sortValue: (rule) => rule.note,
      cell: (rule) => rule.note ?? <span className="text-text-muted">–</span>,
    },
    {
      id: "created",
      header: "Added",
      hideBelow: "md",
      sortValue: (rule) => rule.createdAt,
      cell: (rule) => (
        <>
          <RelativeTime at={rule.createdAt} />
          {rule.createdBy && <span className="text-text-muted"> by {rule.createdBy}</span>}
        </>
      ),
    },
    {
      id: "actions",
      header: "Actions",
      hideHeader: true,
      align: "end",
      cell: (rule) => (
        <Button
          size="sm"
          variant="danger-outline"
          busy={on.busyId === rule.ruleId}
          aria-label={`Remove ${rule.range}`}
          onClick={() => on.onRemove(rule)}
        >
          Remove
        </Button>
      ),
    },
  ];
}
