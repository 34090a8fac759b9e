import { requestIdSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import { inputProblem } from "../input-problem.ts";

/** A payload as its schema has it. Throws input.invalid with the first problem, never with a value. */
export function parsePayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const result = schema.safeParse(payload);
  if (result.success) return result.data;
  throw new CoreError("input.invalid", inputProblem(result.error));
}

/** The id that the answer to a payload carries, whatever else is wrong with it; "" when there is none. */
export function requestIdOf(payload: unknown): string {
  const id =
    typeof payload === "object" && payload !== null ? (payload as { requestId?: unknown }).requestId : undefined;
  const parsed = requestIdSchema.safeParse(id);
  return parsed.success ? parsed.data : "";
}
