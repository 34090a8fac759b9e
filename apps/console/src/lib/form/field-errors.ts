import type { z } from "zod";

export type FieldErrors = Readonly<Record<string, string>>;

/** "a password has 12 characters at least" → "A password has 12 characters at least." */
export function asSentence(message: string): string {
  const trimmed = message.trim();
  return trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1) + (/[.!?]$/.test(trimmed) ? "" : ".");
}

/** The first problem of every field, by its path joined with dots; those of the whole input under "". */
export function fieldErrors(error: z.ZodError): FieldErrors {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) {
    const path = issue.path.join(".");
    errors[path] ??= asSentence(plainMessage(issue));
  }
  return errors;
}

/** Library wording for an empty required text is replaced by a person's. */
function plainMessage(issue: z.core.$ZodIssue): string {
  const isEmptyText = issue.code === "too_small" && issue.origin === "string" && Number(issue.minimum) <= 1;
  return isEmptyText && issue.message.startsWith("Too small") ? "this is needed" : issue.message;
}
