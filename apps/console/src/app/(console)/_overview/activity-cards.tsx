"use client";

import { ActivityChart, BarList, Card, CardSkeleton, durationText, EmptyState, Select } from "@peta/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { splitCanonical } from "./overview-words.ts";

const spans = [
  { value: "1", label: "Last hour" },
  { value: "24", label: "Last 24 hours" },
  { value: "168", label: "Last 7 days" },
] as const;

/** Calls over time by outcome, how long they took, and the busiest tools. */
export function ActivityCards() {
  const trpc = useTRPC();
  const [params, setParams] = useUrlState(["hours"] as const);
  const span = spans.find((one) => one.value === params.hours) ?? spans[1];
  const activity = useQuery(
    trpc.audit.activity.queryOptions({ hours: Number(span.value) }, { placeholderData: keepPreviousData }),
  );

  if (activity.error && !activity.data) {
    return (
      <Card title="Activity">
        <QueryProblem query={activity} what="The activity could not be read" compact />
      </Card>
    );
  }
  if (!activity.data) return <CardSkeleton lines={7} label="Loading activity" />;
  const { buckets, topTools, latencyMs } = activity.data;
  const latency =
    latencyMs.p50 === null
      ? undefined
      : `Half took under ${durationText(latencyMs.p50)}, 95 % under ${durationText(latencyMs.p95 ?? latencyMs.p50)}.`;
  return (
    <div className="grid gap-6 lg:grid-cols-5">
      <Card
        className="lg:col-span-3"
        title="Calls by outcome"
        description={latency}
        actions={
          <Select
            size="sm"
            aria-label="Time span"
            options={spans}
            value={span.value}
            onValueChange={(hours) => setParams({ hours: hours === "24" ? null : hours })}
          />
        }
      >
        <ActivityChart buckets={buckets} label={`Calls by outcome, ${span.label.toLowerCase()}`} />
      </Card>
      <Card className="lg:col-span-2" title="Top tools" description={span.label}>
        {topTools.length === 0 ? (
          <EmptyState title="No tool was called" compact />
        ) : (
          <BarList
            label="Top tools by calls"
            items={topTools.map((tool) => ({
              id: tool.canonicalName,
              label: tool.canonicalName,
              value: tool.calls,
              href: auditHref(splitCanonical(tool.canonicalName)),
            }))}
          />
        )}
      </Card>
    </div>
  );
}
