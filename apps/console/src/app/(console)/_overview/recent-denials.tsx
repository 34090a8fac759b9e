"use client";

import { Card, EmptyState, RelativeTime, TableSkeleton, TextLink } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { subjectOf } from "@/features/audit/outcome-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

const limit = 6;

/** The newest requests that were refused, each with its reason. */
export function RecentDenials() {
  const trpc = useTRPC();
  const denials = useQuery(trpc.audit.list.queryOptions({ outcome: "denied", limit }));
  const rows = denials.data?.rows;
  return (
    <Card
      title="Recent denials"
      flush={Boolean(rows?.length)}
      actions={<TextLink href={auditHref({ outcome: "denied" })}>All denials</TextLink>}
    >
      {denials.error && !rows ? (
        <QueryProblem query={denials} what="The denials could not be read" compact />
      ) : !rows ? (
        <TableSkeleton rows={3} columns={3} label="Loading denials" />
      ) : rows.length === 0 ? (
        <EmptyState icon={<ShieldCheck aria-hidden />} title="Nothing was denied" compact>
          Requests that policy or a switch refuses appear here with the reason.
        </EmptyState>
      ) : (
        <ul aria-label="Recent denials" className="m-0 list-none divide-y divide-border p-0">
          {rows.map((row) => (
            <li key={row.auditId} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2.5 text-13">
              <TextLink
                href={`${auditHref({ outcome: "denied" })}&record=${encodeURIComponent(row.auditId)}`}
                className="font-mono text-12"
              >
                {subjectOf(row)}
              </TextLink>
              <span>{row.principalId ?? "nobody known"}</span>
              <span className="min-w-0 flex-1 basis-60 truncate text-text-muted" title={row.reason ?? undefined}>
                {row.reason}
              </span>
              <RelativeTime at={row.occurredAt} style="narrow" className="text-12 text-text-muted" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
