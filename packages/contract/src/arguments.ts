import { z } from "zod";

/** As deep as a message on the MCP endpoint may nest. */
const MAX_DEPTH = 64;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};

/** Why rules, people and servers would not all read the same here; null: they would. */
function problemOf(value: unknown, depth: number): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : "has a number that is too large";
  if (typeof value !== "object" || value === null) return null;
  if (depth >= MAX_DEPTH) return `is nested more than ${MAX_DEPTH} levels deep`;
  const isList = Array.isArray(value);
  if (!isList && !isPlain(value)) return "holds something that is no JSON";
  if (Object.hasOwn(value, "__proto__")) return "has a key named __proto__, which is not accepted";
  for (const one of isList ? value : Object.values(value)) {
    const problem = problemOf(one, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}

/** Arguments of a call, as strict as those that come over MCP (A30, A34). */
export const callArgumentsSchema = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const problem = problemOf(value, 0);
  if (problem !== null) context.addIssue({ code: "custom", message: `what is sent ${problem}` });
});
