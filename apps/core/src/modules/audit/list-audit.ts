import { type ListAuditInput, listAuditInputSchema, type auditPageSchema } from "@peta/contract";
import { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditFilter, AuditStore } from "./audit-store.ts";
import { toAuditRow } from "./to-audit-row.ts";

const cursorSchema = z.tuple([z.int().min(0).max(8.64e15), z.string().min(1).max(64)]);

const encodeCursor = (occurredAt: number, id: string): string =>
  Buffer.from(JSON.stringify([occurredAt, id])).toString("base64url");

/** Says where the next page starts, nothing more: it opens no other workspace's records. */
function decodeCursor(cursor: string): AuditFilter["after"] {
  try {
    const [occurredAt, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { occurredAt, id };
  } catch (cause) {
    throw new CoreError(
      "input.invalid",
      "This cursor is not one that the audit list gave out. Start again without a cursor.",
      { cause },
    );
  }
}

const moment = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

/** Records of a workspace, newest first, in pages. Throws input.invalid on a foreign cursor. */
export const createListAudit =
  ({ store }: { store: AuditStore }) =>
  async (workspaceId: string, input: ListAuditInput): Promise<z.infer<typeof auditPageSchema>> => {
    const { limit = 50, cursor, capability, principalId, from, to, ...filter } = input;
    const limited = Math.min(limit, listAuditInputSchema.shape.limit.unwrap().maxValue ?? limit);
    const records = await store.list(
      workspaceId,
      {
        ...filter,
        from: moment(from),
        to: moment(to),
        principalHandle: principalId,
        capabilityName: capability,
        after: cursor === undefined ? undefined : decodeCursor(cursor),
      },
      limited + 1,
    );
    const page = records.slice(0, limited);
    const last = records.length > limited ? page.at(-1) : undefined;
    return { rows: page.map(toAuditRow), nextCursor: last ? encodeCursor(last.occurredAt, last.id) : null };
  };
