import type { Launch, UserField } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { checkLaunch } from "../check-launch.ts";
import { hasHeaders } from "../launch-kinds.ts";
import type { ServerLimits } from "../server-limits.ts";
import { placeValues, type Values } from "./place-values.ts";

/** INVARIANT: what it says names the field, never the value. */
const invalid = (field: Pick<UserField, "label" | "key">, problem: string): CoreError =>
  new CoreError("server.values_invalid", `"${field.label}" (${field.key}) ${problem}`);

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const PROBLEMS: Record<UserField["type"], (value: string, field: UserField) => string | null> = {
  text: () => null,
  url: (value) => (isHttpUrl(value) ? null : "must be a URL that starts with http:// or https://."),
  number: (value) => (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value) ? null : "must be a number."),
  boolean: (value) => (value === "true" || value === "false" ? null : "must be true or false."),
  choice: (value, { choices = [] }) => (choices.includes(value) ? null : `must be one of: ${choices.join(", ")}.`),
};

/**
 * What is to be stored: the values given, and secrets that are stored already and were left out.
 * Throws CoreError server.values_invalid for a key that is no field, a value that is missing or does not fit its type,
 * and one that its place cannot carry.
 */
export function checkValues(
  fields: readonly UserField[],
  given: Values,
  stored: Values,
  launch: Launch,
  limits: Pick<ServerLimits, "allowedPrograms" | "protectedDirectory">,
): Values {
  const unknown = Object.keys(given).find((key) => !fields.some((field) => field.key === key));
  if (unknown !== undefined)
    throw new CoreError(
      "server.values_invalid",
      `The server has no field "${unknown.slice(0, 64)}". It has: ${fields.map(({ key }) => key).join(", ")}.`,
    );
  const values: Record<string, string> = {};
  for (const field of fields) {
    const value = given[field.key] ?? (field.secret ? stored[field.key] : undefined) ?? "";
    if (value === "") {
      if (field.required) throw invalid(field, "is missing.");
      continue;
    }
    const problem = PROBLEMS[field.type](value, field);
    if (problem !== null) throw invalid(field, problem);
    checkPlace(field, value, launch, limits);
    values[field.key] = value;
  }
  return values;
}

const PLACE_PROBLEMS: Record<UserField["placement"]["in"], string> = {
  env: "holds a character that a variable cannot carry.",
  header: "holds a line break or another character that a header cannot carry.",
  argument: "holds a character that an argument cannot carry, or names a place that servers may not have.",
};

function checkPlace(
  field: UserField,
  value: string,
  launch: Launch,
  limits: Pick<ServerLimits, "allowedPrograms" | "protectedDirectory">,
): void {
  const { placement } = field;
  // Without a flag before it, it would be taken for an option of the program.
  if (placement.in === "argument" && placement.flag === undefined && value.startsWith("-"))
    throw invalid(field, "must not start with a hyphen.");
  const bare: Launch =
    launch.transport === "stdio"
      ? { ...launch, env: {}, args: [] }
      : { ...launch, ...(hasHeaders(launch) && { headers: {} }) };
  try {
    checkLaunch(placeValues(bare, [field], { [field.key]: value }), limits);
  } catch (error) {
    // The launch check quotes what it refuses: that sentence must not reach anybody, nor a log.
    if (error instanceof CoreError) throw invalid(field, PLACE_PROBLEMS[placement.in]);
    throw error;
  }
}
