import type { Launch, ServerDefinition, TemplateField, UserField } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { checkValues } from "../servers/user-values/check-values.ts";
import { placeValues, type Values } from "../servers/user-values/place-values.ts";
import { compilePattern } from "./match-pattern.ts";

/** Longer values are matched by no pattern. */
const MAX_MATCHED = 4096;

export interface FilledDefinition {
  launch: Launch;
  /** What each user fills afterwards; null: nothing. */
  userFields: UserField[] | null;
}

/**
 * The launch configuration with the administrator's values in their places, each as a whole: nothing is replaced inside of
 * a text (A46). Throws server.values_invalid for a value that is missing or does not fit; what it says names no value.
 */
export function fillDefinition(
  { launch, fields }: ServerDefinition,
  given: Values,
  limits: Pick<ServerLimits, "allowedPrograms" | "protectedDirectory">,
): FilledDefinition {
  const own = fields.filter(({ filledBy }) => filledBy === "administrator");
  const defaults = Object.fromEntries(own.map(({ key, defaultValue = "" }) => [key, defaultValue]));
  const values = checkValues(own, { ...defaults, ...given }, {}, launch, limits);
  for (const field of own) checkPattern(field, values[field.key]);
  const users = fields.filter(({ filledBy }) => filledBy === "user").map(toUserField);
  return { launch: placeValues(launch, own, values), userFields: users.length > 0 ? users : null };
}

function checkPattern({ key, label, pattern, help }: TemplateField, value: string | undefined): void {
  if (pattern === undefined || value === undefined) return;
  if (value.length > MAX_MATCHED || compilePattern(pattern)?.(value) !== true)
    throw new CoreError(
      "server.values_invalid",
      `"${label}" (${key}) does not look like ${pattern}${help === undefined ? "." : `: ${help}`}`,
    );
}

const toUserField = ({ filledBy: _, pattern: __, defaultValue: ___, ...field }: TemplateField): UserField => field;
