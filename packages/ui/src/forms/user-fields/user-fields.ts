/** One value that each user enters for themself, as its user sees it. */
export interface UserFieldView {
  key: string;
  label: string;
  help?: string | undefined;
  type: "text" | "url" | "number" | "boolean" | "choice";
  choices?: readonly string[] | undefined;
  secret: boolean;
  required: boolean;
}

/** Where Core puts a value when it starts or calls the server. */
export type FieldPlacement =
  | { in: "env"; name: string }
  | { in: "header"; name: string; prefix?: string | undefined }
  | { in: "argument"; flag?: string | undefined };

/** A field as an administrator defines it. */
export interface UserFieldDefinition extends UserFieldView {
  placement: FieldPlacement;
}

export type UserValues = Readonly<Record<string, string>>;

/** What is wrong with somebody's values, a sentence per field. A secret that is stored already may be left out. */
export function userValueProblems(
  fields: readonly UserFieldView[],
  values: UserValues,
  storedSecrets: readonly string[] = [],
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.key]?.trim() ?? "";
    const problem = value === "" ? missing(field, storedSecrets) : malformed(field, value);
    if (problem) problems[field.key] = problem;
  }
  return problems;
}

function missing(field: UserFieldView, storedSecrets: readonly string[]): string | null {
  const isOptional = !field.required || field.type === "boolean" || (field.secret && storedSecrets.includes(field.key));
  return isOptional ? null : "This is needed.";
}

function malformed(field: UserFieldView, value: string): string | null {
  switch (field.type) {
    case "number":
      return Number.isFinite(Number(value)) ? null : "This is not a number.";
    case "url":
      return /^https?:\/\//i.test(value) && URL.canParse(value) ? null : "An address begins with http:// or https://.";
    case "choice":
      return field.choices?.includes(value) ? null : "Choose one of the list.";
    default:
      return null;
  }
}

/** What is sent to Core: empty optional texts and secrets that stay are left out, yes-or-no is always said. */
export function valuesToSend(fields: readonly UserFieldView[], values: UserValues): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ key, type }) => {
      const value = values[key] ?? "";
      if (type === "boolean") return [[key, value === "true" ? "true" : "false"]];
      return value.trim() === "" ? [] : [[key, value]];
    }),
  );
}

/** A key from a label: "API key" → "apiKey". */
export function suggestFieldKey(label: string): string {
  const words = label
    .normalize("NFKD")
    .replace(/[^A-Za-z\d]+/g, " ")
    .trim()
    .split(" ")
    .filter(Boolean);
  const key = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
  return key.replace(/^\d+/, "").slice(0, 64);
}

/** Where a value goes, in words: "variable API_KEY". */
export function placementWords(placement: FieldPlacement): string {
  switch (placement.in) {
    case "env":
      return `variable ${placement.name || "…"}`;
    case "header":
      return `header ${placement.name || "…"}`;
    case "argument":
      return placement.flag ? `argument after ${placement.flag}` : "last argument";
  }
}
