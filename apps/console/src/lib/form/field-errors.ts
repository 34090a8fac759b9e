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

/** Of problems that were found, those that there are still; what was not said before is left for the next check. */
export function stillWrong(found: FieldErrors, schema: z.ZodType, input: unknown): FieldErrors {
  const parsed = schema.safeParse(input);
  if (parsed.success) return {};
  const now = fieldErrors(parsed.error);
  return Object.fromEntries(Object.entries(now).filter(([path]) => path in found));
}

/** Library wording for what people mistype most is replaced by a person's; a sentence of the contract's own stays. */
function plainMessage(issue: z.core.$ZodIssue): string {
  if (!/^(Too (small|big)|Invalid (input|key))/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case "too_small":
      if (issue.origin === "string") return Number(issue.minimum) <= 1 ? "this is needed" : issue.message;
      return isNumeric(issue.origin) ? `give ${issue.minimum.toLocaleString("en")} or more` : issue.message;
    case "too_big":
      if (issue.origin === "string") return `give ${issue.maximum.toLocaleString("en")} characters at most`;
      return isNumeric(issue.origin) ? `give ${issue.maximum.toLocaleString("en")} or less` : issue.message;
    case "invalid_type":
      return isNumeric(issue.expected) ? "give a whole number" : issue.message;
    case "invalid_key":
      return issue.issues[0] ? plainMessage(issue.issues[0]) : issue.message;
    default:
      return issue.message;
  }
}

const isNumeric = (kind: string): boolean => kind === "int" || kind === "number";
