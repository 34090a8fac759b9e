import { z } from "zod";
import { CoreError } from "../errors.ts";
import { LAST_MOMENT } from "./iso-time.ts";

/** The last row of a page: the next page starts after it. */
export interface ListPosition {
  /** What the list is ordered by; milliseconds since 1970. */
  at: number;
  id: string;
}

const positionSchema = z.tuple([z.int().min(0).max(LAST_MOMENT), z.string().regex(/^\w{1,64}$/)]);

export const encodeCursor = ({ at, id }: ListPosition): string =>
  Buffer.from(JSON.stringify([at, id])).toString("base64url");

/**
 * Says where the next page starts, nothing more: reach is asked anew on every page. Throws input.invalid.
 * @param list whose cursors are read, in words
 */
export function decodeCursor(cursor: string, list: string): ListPosition {
  try {
    const [at, id] = positionSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { at, id };
  } catch (cause) {
    const message = `This cursor is not one that the ${list} gave out. Start again without a cursor.`;
    throw new CoreError("input.invalid", message, { cause });
  }
}
