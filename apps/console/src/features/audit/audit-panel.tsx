"use client";

import { CardSkeleton, SidePanel } from "@peta/ui";
import { skipToken, useQuery } from "@tanstack/react-query";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { AuditRecord } from "./audit-record.tsx";
import { subjectOf } from "./outcome-words.ts";

/** One record beside the list. */
export function AuditPanel({ auditId, onClose }: { auditId: string | null; onClose: () => void }) {
  const trpc = useTRPC();
  // A record never changes.
  const record = useQuery(
    trpc.audit.get.queryOptions(auditId ? { auditId } : skipToken, { staleTime: Number.POSITIVE_INFINITY }),
  );
  return (
    <SidePanel
      open={auditId !== null}
      onOpenChange={(open) => !open && onClose()}
      title={record.data ? <span className="font-mono">{subjectOf(record.data)}</span> : "Audit record"}
      description={record.data?.action}
      size="lg"
    >
      {record.data ? (
        <AuditRecord record={record.data} />
      ) : record.error ? (
        <QueryProblem query={record} what="The record could not be read" compact />
      ) : (
        <CardSkeleton lines={8} label="Loading record" />
      )}
    </SidePanel>
  );
}
