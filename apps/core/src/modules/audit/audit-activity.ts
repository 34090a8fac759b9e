import type { auditActivityInputSchema, auditActivitySchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { iso } from "../iso-time.ts";
import type { AuditStore } from "./audit-store.ts";

const HOUR_MS = 3_600_000;

const toMs = (micros: number | null): number | null => (micros === null ? null : micros / 1000);

/** Calls of the last hours, the current one included: by hour and outcome, busiest tools, latency. */
export const createAuditActivity =
  ({ store, clock }: { store: AuditStore; clock: Clock }) =>
  async (
    workspaceId: string,
    { hours = 24 }: z.input<typeof auditActivityInputSchema>,
  ): Promise<z.infer<typeof auditActivitySchema>> => {
    const from = (Math.floor(clock.now() / HOUR_MS) - hours + 1) * HOUR_MS;
    const figures = await store.activity(workspaceId, from);
    const buckets = Array.from({ length: hours }, (_, hour) => ({
      at: iso(from + hour * HOUR_MS),
      allowed: 0,
      denied: 0,
      failed: 0,
      cancelled: 0,
    }));
    for (const { hourStart, outcome, calls } of figures.counts) {
      const bucket = buckets[Math.round((hourStart - from) / HOUR_MS)];
      if (bucket) bucket[outcome] += calls;
    }
    return {
      buckets,
      topTools: figures.topTools,
      latencyMs: { p50: toMs(figures.latency.p50), p95: toMs(figures.latency.p95) },
    };
  };
