import type { auditPageSchema, ListAuditInput } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { LAST_MOMENT } from "../iso-time.ts";
import { decodeCursor, encodeCursor } from "../list-cursor.ts";
import type { Caller } from "../principals/principal.ts";
import type { AuditRecorder } from "./audit-entry.ts";
import type { AuditFilter, AuditStore } from "./audit-store.ts";
import { requireAdministrator } from "./require-administrator.ts";
import { toAuditRow } from "./to-audit-row.ts";

/** No record is older than 1970, and the database knows no year 0. */
const moment = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Math.min(Math.max(Date.parse(text), 0), LAST_MOMENT);

/** The database takes no NUL in a text, and no record holds one. */
export function refuseNul(...texts: (string | undefined)[]): void {
  if (!texts.some((text) => text?.includes("\0"))) return;
  throw new CoreError("input.invalid", "A filter holds a NUL character. Remove it and ask again.");
}

/** Records of the caller's workspace, newest first, in pages. Throws auth.forbidden, input.invalid on a foreign cursor. */
export const createListAudit =
  ({ store, audit }: { store: AuditStore; audit: AuditRecorder }) =>
  async (actor: Caller, input: ListAuditInput): Promise<z.infer<typeof auditPageSchema>> => {
    await requireAdministrator({ audit }, actor, "audit.list");
    const { workspaceId } = actor.principal;
    const { limit = 50, cursor, capability, principalId, from, to, ...rest } = input;
    refuseNul(capability, principalId, rest.serverId, rest.action);
    const after = cursor === undefined ? undefined : decodeCursor(cursor, "audit list");
    const filter: AuditFilter = {
      ...rest,
      from: moment(from),
      to: moment(to),
      principalHandle: principalId,
      capabilityName: capability,
      after: after && { occurredAt: after.at, id: after.id },
    };
    const records = await store.list(workspaceId, filter, limit + 1);
    const page = records.slice(0, limit);
    const last = records.length > limit ? page.at(-1) : undefined;
    return { rows: page.map(toAuditRow), nextCursor: last ? encodeCursor({ at: last.occurredAt, id: last.id }) : null };
  };
