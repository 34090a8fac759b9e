import { childPath, type JsonProblem } from "@peta/ui";
import { z } from "zod";

type Schema = Parameters<typeof z.fromJSONSchema>[0];

/** The input schema inside a tool's definition; undefined when it has none. */
export function inputSchemaOf(definition: unknown): unknown {
  if (typeof definition !== "object" || definition === null || !("inputSchema" in definition)) return undefined;
  return definition.inputSchema;
}

/**
 * What the tool's own schema finds wrong with arguments, by place. Nothing when the schema uses what cannot be checked
 * here: then the server decides.
 */
export function checkArguments(schema: unknown, value: unknown): JsonProblem[] {
  const parser = parserOf(schema);
  const parsed = parser?.safeParse(value);
  return parsed?.error ? parsed.error.issues.flatMap(problemsOf) : [];
}

function parserOf(schema: unknown): z.ZodType | null {
  if (typeof schema !== "object" || schema === null) return null;
  try {
    return z.fromJSONSchema(schema as Schema);
  } catch {
    return null;
  }
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((sum, part) => childPath(sum, typeof part === "number" ? part : String(part)), "$");

function problemsOf(issue: z.core.$ZodIssue): JsonProblem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: "The tool does not know this." }));
  return [{ path: pathOf(issue.path), message: sentenceOf(issue) }];
}

const typeWords: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
  null: "null",
};

function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.message.endsWith("received undefined")) return "The tool needs this.";
      return `It must be ${typeWords[issue.expected] ?? issue.expected}.`;
    case "invalid_value":
      return `It must be one of: ${issue.values.map((value) => JSON.stringify(value)).join(", ")}.`;
    case "too_small":
      return `It must be ${issue.inclusive ? "at least" : "more than"} ${String(issue.minimum)}${sizeWord(issue.origin, issue.minimum)}.`;
    case "too_big":
      return `It must be ${issue.inclusive ? "at most" : "less than"} ${String(issue.maximum)}${sizeWord(issue.origin, issue.maximum)}.`;
    case "invalid_union":
      return "It has none of the forms that the tool takes.";
    default:
      return issue.message.endsWith(".") ? issue.message : `${issue.message}.`;
  }
}

function sizeWord(origin: string, size: number | bigint): string {
  const ending = Number(size) === 1 ? "" : "s";
  if (origin === "string") return ` character${ending} long`;
  return origin === "array" ? ` item${ending} long` : "";
}
