import type { TemplateFieldInput } from "@peta/contract";
import { isObject } from "../json.ts";
import { isSecretName } from "../servers/launch-view.ts";

export type Placement = TemplateFieldInput["placement"];

/** What a source says of the values it asks for, by id: `inputs` of VS Code. */
export type KnownInputs = ReadonlyMap<string, Partial<TemplateFieldInput>>;

/** What a value stands for: itself, a field to fill with a text before it, or something that only its own program fills in. */
export type ReadValue =
  | { kind: "literal"; value: string }
  | { kind: "field"; prefix: string; field: Omit<TemplateFieldInput, "key" | "placement"> }
  | { kind: "mixed" };

const PLACEHOLDER = /\$\{(?:(input|env|config|command):)?([^}$:]+)(?::-([^}]*))?\}/;
const PREFIX = /^(?:Bearer|Basic|Token|ApiKey|Key) $/i;
/** What documentation writes where a person shall put their own. */
const STAND_IN = /^(?:<[^<>]+>|\[?(?:YOUR|MY|INSERT|REPLACE|ENTER)[-_ ][\w -]*\]?|x{3,}|\.{3})$/i;

/**
 * Reads a value of a variable, a header or an argument. A placeholder that is the whole value, or stands behind the name
 * of an authentication scheme, becomes a field; one inside of other text does not, for text is never filled in (A46).
 */
export function readValue(name: string, value: string, inputs: KnownInputs): ReadValue {
  const [prefix = ""] = /^(?:Bearer|Basic|Token|ApiKey|Key) /i.exec(value) ?? [];
  const rest = value.slice(prefix.length);
  const found = PLACEHOLDER.exec(rest);
  const secret = isSecretName(name);
  if (!found) {
    if (STAND_IN.test(rest)) return { kind: "field", prefix, field: { label: labelOf(name), secret } };
    return { kind: "literal", value };
  }
  const [whole, source, id = "", fallback] = found;
  if (whole !== rest || (prefix !== "" && !PREFIX.test(prefix))) return { kind: "mixed" };
  const known = source === "input" ? inputs.get(id) : undefined;
  const isSecret = known?.secret ?? (secret || isSecretName(id));
  return {
    kind: "field",
    prefix,
    field: {
      label: labelOf(known?.label ?? id),
      ...known,
      secret: isSecret,
      ...(fallback !== undefined && !isSecret && { defaultValue: fallback }),
    },
  };
}

export const holdsPlaceholder = (value: string): boolean => PLACEHOLDER.test(value);

/** `inputs` of a VS Code configuration: promptString and pickString. */
export function readInputs(inputs: unknown): KnownInputs {
  const list = Array.isArray(inputs) ? inputs.filter(isObject) : [];
  return new Map(
    list.flatMap((input): [string, Partial<TemplateFieldInput>][] => {
      if (typeof input.id !== "string") return [];
      const choices = Array.isArray(input.options)
        ? input.options
            .map((option) => (isObject(option) ? option.value : option))
            .filter((it) => typeof it === "string")
        : [];
      const secret = input.password === true;
      return [
        [
          input.id,
          {
            label: labelOf(typeof input.description === "string" ? input.description : input.id),
            secret,
            ...(choices.length > 0 && { type: "choice" as const, choices }),
            ...(typeof input.default === "string" && !secret && { defaultValue: input.default }),
          },
        ],
      ];
    }),
  );
}

/** A label is one line without characters that nobody sees. */
export const labelOf = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, " ")
    .trim()
    .slice(0, 120) || "Value";

/** A key that no field of the list has: `API_KEY` becomes `apiKey`. */
export function freshKey(name: string, fields: readonly { key: string }[]): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const camel = words
    .map((word, index) => {
      const lower = word === word.toUpperCase() ? word.toLowerCase() : word;
      return index === 0
        ? lower.charAt(0).toLowerCase() + lower.slice(1)
        : lower.charAt(0).toUpperCase() + lower.slice(1);
    })
    .join("")
    .replace(/^[^a-z]+/, "")
    .slice(0, 60);
  const base = camel === "" || camel in Object.prototype ? "value" : camel;
  let key = base;
  for (let n = 2; fields.some((field) => field.key === key); n++) key = `${base}${n}`;
  return key;
}
