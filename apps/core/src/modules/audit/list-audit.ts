import type { auditPageSchema, ListAuditInput } from "@peta/contract";
import { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import type { AuditRecorder } from "./audit-entry.ts";
import type { AuditFilter, AuditStore } from "./audit-store.ts";
import { requireAdministrator } from "./require-administrator.ts";
import { toAuditRow } from "./to-audit-row.ts";

/** The last moment of year 9999: later ones have another notation, which the database does not read. */
const LAST_MOMENT = 253_402_300_799_999;

const cursorSchema = z.tuple([z.int().min(0).max(LAST_MOMENT), z.string().regex(/^\w{1,64}$/)]);

const encodeCursor = (occurredAt: number, id: string): string =>
  Buffer.from(JSON.stringify([occurredAt, id])).toString("base64url");

/** Says where the next page starts, nothing more: it opens no other workspace's records. */
function decodeCursor(cursor: string): AuditFilter["after"] {
  try {
    const [occurredAt, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { occurredAt, id };
  } catch (cause) {
    const message = "This cursor is not one that the audit list gave out. Start again without a cursor.";
    throw new CoreError("input.invalid", message, { cause });
  }
}

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
    const filter: AuditFilter = {
      ...rest,
      from: moment(from),
      to: moment(to),
      principalHandle: principalId,
      capabilityName: capability,
      after: cursor === undefined ? undefined : decodeCursor(cursor),
    };
    const records = await store.list(workspaceId, filter, limit + 1);
    const page = records.slice(0, limit);
    const last = records.length > limit ? page.at(-1) : undefined;
    return { rows: page.map(toAuditRow), nextCursor: last ? encodeCursor(last.occurredAt, last.id) : null };
  };
