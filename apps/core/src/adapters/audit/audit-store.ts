import type { Pool } from "pg";
import type { AuditStore } from "../../modules/audit/audit-store.ts";
import { databaseUnavailable } from "../prisma/errors.ts";
import { createRecordAppender } from "./append-records.ts";
import { createAuditQueries } from "./audit-queries.ts";
import { createChainViews } from "./chain-view.ts";
import { isOutage } from "./connection-errors.ts";

/** A database that hangs counts as down for the writer after this long. */
const HANGS_AFTER_MS = 5_000;

/** Says `database.unavailable` when the database cannot be reached. */
const guarded =
  <Input extends unknown[], Output>(query: (...input: Input) => Promise<Output>) =>
  async (...input: Input): Promise<Output> => {
    try {
      return await query(...input);
    } catch (error) {
      throw isOutage(error) ? databaseUnavailable(error) : error;
    }
  };

/** The audit store over PostgreSQL: raw SQL on the tables of `audit-record.prisma`, because this is the hot path. */
export function createAuditStore({ pool, timeoutMs = HANGS_AFTER_MS }: { pool: Pool; timeoutMs?: number }): AuditStore {
  const appender = createRecordAppender(pool, timeoutMs);
  const queries = createAuditQueries(pool, timeoutMs);
  const view = createChainViews(pool);
  return {
    append: appender.append,
    ping: guarded(queries.ping),
    latestHeads: guarded(queries.latestHeads),
    list: guarded(queries.list),
    listForward: guarded(queries.listForward),
    find: guarded(queries.find),
    activity: guarded(queries.activity),
    view: (workspaceId, use) => guarded(() => view(workspaceId, use))(),
    close: async () => appender.close(),
  };
}
