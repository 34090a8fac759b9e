import type { TemplateFieldInput } from "@peta/contract";
import { isObject, type Json } from "../json.ts";
import type { ImportDraft } from "./import-draft.ts";
import { freshKey, labelOf, type Placement } from "./placeholders.ts";

export const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const textIn = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** What a registry says of a value that is to be filled in (its schema calls it Input). */
function inputField(input: Json): Omit<TemplateFieldInput, "key" | "placement" | "label"> {
  const choices = Array.isArray(input.choices) ? input.choices.filter((it) => typeof it === "string") : [];
  const type = input.format === "number" ? "number" : input.format === "boolean" ? "boolean" : "text";
  const secret = input.isSecret === true;
  const help = textIn(input.description)?.slice(0, 500);
  const fallback = textIn(input.default);
  return {
    secret,
    required: input.isRequired === true,
    type: choices.length > 0 ? "choice" : type,
    ...(choices.length > 0 && { choices }),
    ...(help !== undefined && { help }),
    ...(fallback !== undefined && !secret && { defaultValue: fallback }),
  };
}

/** Adds a field for a value that the registry says is to be filled in. */
export const addInput = (draft: ImportDraft, name: string, input: Json, placement: Placement): void =>
  void draft.fields.push({ key: freshKey(name, draft.fields), label: labelOf(name), ...inputField(input), placement });

/** An input's own value, the field that fills it, or null for one that is put together of several. */
export function readInput(input: Json): string | { prefix: string; input: Json } | null {
  const value = textIn(input.value);
  if (value === undefined) return { prefix: "", input };
  const [, prefix = "", variable] = /^([A-Za-z]+ )?\{([^{}]+)\}$/.exec(value) ?? [];
  if (variable !== undefined) {
    const known = isObject(input.variables) ? input.variables[variable] : undefined;
    return { prefix, input: { isSecret: input.isSecret, isRequired: true, ...(isObject(known) ? known : {}) } };
  }
  return /\{[^{}]+\}/.test(value) ? null : value;
}
