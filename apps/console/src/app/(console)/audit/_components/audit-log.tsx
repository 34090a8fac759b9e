"use client";

import { Button, EmptyState, PageHeader } from "@peta/ui";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { AuditFeed } from "@/features/audit/audit-feed.tsx";
import {
  AUDIT_FILTER_NAMES,
  type AuditFilters,
  countFilters,
  readAuditFilters,
} from "@/features/audit/audit-filters.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { AuditFilterBar } from "./audit-filter-bar.tsx";
import { VerifyChain } from "./verify-chain.tsx";

const columns = ["call", "outcome", "principal", "reason", "duration", "time"] as const;
const none = Object.fromEntries(AUDIT_FILTER_NAMES.map((name) => [name, null]));

/** Every request and change, newest first, live; filters live in the address. */
export function AuditLog() {
  const params = useSearchParams();
  const [, setParams] = useUrlState(AUDIT_FILTER_NAMES);
  const filters = useMemo(() => readAuditFilters(params), [params]);
  const change = (part: Partial<AuditFilters>) =>
    setParams(Object.fromEntries(Object.entries(part).map(([name, value]) => [name, value ?? null])));
  return (
    <>
      <PageHeader
        title="Audit"
        description="Every request and every change, who made it and why it went as it did."
        actions={<VerifyChain />}
      />
      <AuditFilterBar filters={filters} onChange={change} onClear={() => setParams(none)} />
      <AuditFeed
        filters={filters}
        columns={columns}
        empty={
          countFilters(filters) > 0 ? (
            <EmptyState
              title="No record fits these filters"
              compact
              action={<Button onClick={() => setParams(none)}>Clear filters</Button>}
            >
              Records of other times, people or servers are still there.
            </EmptyState>
          ) : undefined
        }
      />
    </>
  );
}
