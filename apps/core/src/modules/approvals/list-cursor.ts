import * as cursors from "../list-cursor.ts";

export const encodeCursor = (createdAt: number, id: string): string => cursors.encodeCursor({ at: createdAt, id });

/** Throws input.invalid. */
export function decodeCursor(cursor: string): { createdAt: number; id: string } {
  const { at, id } = cursors.decodeCursor(cursor, "list of approvals");
  return { createdAt: at, id };
}
