import type { AuditOutcome, auditActivityInputSchema, auditActivitySchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { iso } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";
import type { AuditRecorder } from "./audit-entry.ts";
import type { AuditStore } from "./audit-store.ts";
import { requireAdministrator } from "./require-administrator.ts";

const HOUR_MS = 3_600_000;

const toMs = (micros: number | null): number | null => (micros === null ? null : micros / 1000);

const firstHour = (clock: Clock, hours: number): number => (Math.floor(clock.now() / HOUR_MS) - hours + 1) * HOUR_MS;

/** How the calls of the last 24 hours ended. Counts only, which everybody of the workspace may know. */
export const createCountCalls =
  ({ store, clock }: { store: AuditStore; clock: Clock }) =>
  async (workspaceId: string): Promise<Record<AuditOutcome, number>> => {
    const { counts } = await store.activity(workspaceId, firstHour(clock, 24));
    const sum = (of: AuditOutcome): number =>
      counts.reduce((total, { outcome, calls }) => (outcome === of ? total + calls : total), 0);
    return {
      allowed: sum("allowed"),
      held: sum("held"),
      denied: sum("denied"),
      failed: sum("failed"),
      cancelled: sum("cancelled"),
    };
  };

/**
 * Calls of the last hours, the current one included: by hour and outcome, busiest tools, latency. For administrators.
 */
export const createAuditActivity =
  ({ store, clock, audit }: { store: AuditStore; clock: Clock; audit: AuditRecorder }) =>
  async (
    actor: Caller,
    { hours = 24 }: z.input<typeof auditActivityInputSchema>,
  ): Promise<z.infer<typeof auditActivitySchema>> => {
    await requireAdministrator({ audit }, actor, "audit.activity");
    const from = firstHour(clock, hours);
    const figures = await store.activity(actor.principal.workspaceId, from);
    const buckets = Array.from({ length: hours }, (_, hour) => ({
      at: iso(from + hour * HOUR_MS),
      allowed: 0,
      held: 0,
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
