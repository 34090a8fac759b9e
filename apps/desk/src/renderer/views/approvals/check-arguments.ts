import { type OutputUnit, Validator } from "@cfworker/json-schema";
import { childPath, type JsonProblem } from "@peta/ui";

/** What arises from the problems inside, and would only be said twice. */
const FRAMES = new Set([
  "properties",
  "items",
  "$ref",
  "allOf",
  "anyOf",
  "oneOf",
  "prefixItems",
  "additionalProperties",
]);

/**
 * What the tool's own schema finds wrong with edited arguments, by place. Nothing when the schema cannot be read: then
 * the server says it.
 */
export function checkArguments(schema: unknown, value: unknown): JsonProblem[] {
  if (typeof schema !== "object" || schema === null) return [];
  try {
    const { errors } = new Validator(schema, "2020-12", false).validate(value);
    const inner = errors.filter(({ keyword }) => !FRAMES.has(keyword));
    // A known argument that is wrong counts as not looked at, and so as an unknown one too.
    const isKnown = (at: string): boolean =>
      inner.some((unit) => unit.keyword !== "false" && `${unit.instanceLocation}/`.startsWith(`${at}/`));
    const telling = inner.filter(({ keyword, instanceLocation }) => keyword !== "false" || !isKnown(instanceLocation));
    const shown = telling.length > 0 ? telling : errors;
    const problems = shown.map((unit) => ({ path: placeOf(unit), message: sentenceOf(unit) }));
    return problems.filter(
      (one, index) => problems.findIndex(({ path, message }) => path === one.path && message === one.message) === index,
    );
  } catch {
    return [];
  }
}

/** `#/a/0` as the editors know places: `$.a[0]`. A missing property is a problem of itself. */
function placeOf({ keyword, instanceLocation, error }: OutputUnit): string {
  const parts = instanceLocation
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  const missing = keyword === "required" ? /property "([^"]+)"/.exec(error)?.[1] : undefined;
  return [...parts, ...(missing === undefined ? [] : [missing])].reduce<string>(
    (path, part) => childPath(path, /^(0|[1-9]\d*)$/.test(part) ? Number(part) : part),
    "$",
  );
}

const TYPES: Record<string, string> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

const SIZES: Record<string, string> = {
  minimum: "at least",
  maximum: "at most",
  exclusiveMinimum: "more than",
  exclusiveMaximum: "less than",
};

function sentenceOf({ keyword, error }: OutputUnit): string {
  switch (keyword) {
    case "required":
      return "The tool needs this.";
    case "type": {
      const expected = (/Expected "([^.]+)"/.exec(error)?.[1] ?? "").split('", "');
      return `It must be ${expected.map((type) => TYPES[type] ?? type).join(" or ")}.`;
    }
    case "false":
      return "The tool does not know this.";
    case "format":
      return `It does not have the form that the tool takes (${/format "([^"]+)"/.exec(error)?.[1] ?? "unknown"}).`;
    case "enum":
    case "const":
      return error.replace(/^Instance does not match (any of )?/, (_, any) => `It must be ${any ? "one of " : ""}`);
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return `It must be ${SIZES[keyword]} ${/ ([^ ]+?)\.?$/.exec(error)?.[1] ?? "the tool's limit"}.`;
    case "minLength":
    case "maxLength":
      return `It is too ${keyword === "minLength" ? "short" : "long"} for the tool.`;
    default:
      return error.endsWith(".") ? error : `${error}.`;
  }
}
