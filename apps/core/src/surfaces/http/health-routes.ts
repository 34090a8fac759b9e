import type { FastifyInstance } from "fastify";
import type { ServerCounts } from "../../modules/installation/index.ts";

export interface HealthSource {
  isReachable: () => Promise<boolean>;
  /** Every workspace's snapshot was read since the start. */
  hasSnapshots: () => boolean;
  isStopping: () => boolean;
  counts: () => { servers: ServerCounts; sessions: number };
  audit: () => { pending: number; spooled: number };
  uptimeSeconds: () => number;
  version: string;
}

/**
 * `/live`: the process answers. `/ready`: it can do its work (database, migrations, snapshot), 503 with what is
 * missing otherwise. `/health`: counts, for anybody, so without a name of anything (A23).
 */
export function healthRoutes(app: FastifyInstance, source: HealthSource): void {
  app.get("/live", () => ({ status: "live" }));

  app.get("/ready", async (_request, reply) => {
    const checks = {
      database: await source.isReachable(),
      // Core listens only after the migrations were applied.
      migrations: true,
      snapshot: source.hasSnapshots(),
      accepting: !source.isStopping(),
    };
    const isReady = Object.values(checks).every(Boolean);
    if (!isReady) reply.code(503).header("retry-after", "2");
    return { status: isReady ? "ready" : "not_ready", checks };
  });

  app.get("/health", async () => {
    const isReachable = await source.isReachable();
    const audit = source.audit();
    return {
      status: isReachable && audit.spooled === 0 ? "ok" : "degraded",
      version: source.version,
      uptimeSeconds: source.uptimeSeconds(),
      database: isReachable ? "ok" : "unreachable",
      audit,
      ...source.counts(),
    };
  });
}
