import { z } from "zod";
import { CoreError } from "../../errors.ts";

/** The last moment of year 9999: later ones have another notation, which the database does not read. */
const LAST_MOMENT = 253_402_300_799_999;
const cursorSchema = z.tuple([z.int().min(0).max(LAST_MOMENT), z.string().regex(/^\w{1,64}$/)]);

export const encodeCursor = (createdAt: number, id: string): string =>
  Buffer.from(JSON.stringify([createdAt, id])).toString("base64url");

/** Says where the next page starts, nothing more: reach is asked anew on every page. Throws input.invalid. */
export function decodeCursor(cursor: string): { createdAt: number; id: string } {
  try {
    const [createdAt, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { createdAt, id };
  } catch (cause) {
    const message = "This cursor is not one that the list of approvals gave out. Start again without a cursor.";
    throw new CoreError("input.invalid", message, { cause });
  }
}
