import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { clientEntry, describeError, keepRecord, microsSince, stopwatch } from "./call-record.ts";
import type { GatewayClient, ListKind, ListPage } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import { LIST_METHODS, type Views } from "./views.ts";

/** A cursor is the position of the next entry: lists are in a fixed order, and a changed list is announced. */
const readCursor = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  const offset = /^o[0-9]{1,9}$/.test(cursor) ? Number(cursor.slice(1)) : 0;
  if (offset === 0)
    throw new CoreError("input.invalid", "This cursor was not given out by Core. Ask for the list without a cursor.");
  return offset;
};

/** Answers a list from the catalogue, without asking any server. */
export function createList(deps: {
  snapshots: SnapshotSource;
  views: Views;
  audit: AuditRecorder;
  limits: GatewayLimits;
  log: Log | undefined;
}) {
  const { listPageSize } = deps.limits;

  const page = (client: GatewayClient, kind: ListKind, cursor: string | undefined): ListPage => {
    const offset = readCursor(cursor);
    const view = deps.views(deps.snapshots.current(client.caller.principal.workspaceId), client);
    const end = offset + listPageSize;
    return {
      itemsJson: view.pageJson(kind, offset, listPageSize),
      nextCursor: end < view.shown(kind).entries.length ? `o${end}` : null,
    };
  };

  return async (
    client: GatewayClient,
    kind: ListKind,
    cursor: string | undefined,
    requestId: string,
  ): Promise<ListPage> => {
    const startedAt = stopwatch();
    const entry = clientEntry(client, LIST_METHODS[kind], requestId);
    let answer: ListPage;
    try {
      answer = page(client, kind, cursor);
    } catch (error) {
      describeError(entry, error);
      await keepRecord(deps.audit, entry, deps.log);
      throw error;
    }
    entry.durationMicros = microsSince(startedAt);
    await keepRecord(deps.audit, entry, deps.log);
    return answer;
  };
}
