import { z } from "zod";

/**
 * Why something did not work: a code (Core's own, or `desk.…` for what went wrong on this machine) and a sentence that
 * a person may see.
 */
export const problemSchema = z.object({ code: z.string(), message: z.string() });
export type Problem = z.infer<typeof problemSchema>;

/** What every request to the main process is answered with: IPC would keep nothing but the message of what is thrown. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const resultSchema = <S extends z.ZodType>(value: S) =>
  z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), problem: problemSchema }),
  ]);
