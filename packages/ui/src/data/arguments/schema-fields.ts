/** One argument as a tool's JSON Schema describes it; only what a person needs to read or type it. */
export interface SchemaField {
  name: string;
  description: string | null;
  type: "string" | "number" | "integer" | "boolean" | "enum" | "object" | "array" | "any";
  /** The type in words: "text", "whole number", "one of 3". */
  typeWords: string;
  /** For `enum`: what one may choose. */
  choices: readonly unknown[];
  isRequired: boolean;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const words: Record<SchemaField["type"], string> = {
  string: "text",
  number: "number",
  integer: "whole number",
  boolean: "yes or no",
  enum: "choice",
  object: "object",
  array: "list",
  any: "anything",
};

/** The arguments that the schema of an object names, in its order. Anything else than such a schema names none. */
export function schemaFields(schema: unknown): SchemaField[] {
  if (!isObject(schema) || !isObject(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([name, property]) => {
    const part = isObject(property) ? property : {};
    const choices = choicesOf(part);
    const type = choices.length > 0 ? "enum" : typeOf(part);
    return {
      name,
      description: typeof part.description === "string" ? part.description : null,
      type,
      typeWords: type === "enum" ? `one of ${choices.length}` : words[type],
      choices,
      isRequired: required.includes(name),
    };
  });
}

/** Only simple values can be chosen from a list. */
function choicesOf(part: Json): unknown[] {
  if ("const" in part) return isSimple(part.const) ? [part.const] : [];
  const all = Array.isArray(part.enum) ? part.enum : [];
  return all.every(isSimple) ? all : [];
}

const isSimple = (value: unknown) => ["string", "number", "boolean"].includes(typeof value);

function typeOf(part: Json): SchemaField["type"] {
  const types = (Array.isArray(part.type) ? part.type : [part.type]).filter((type) => type !== "null");
  const [type] = types;
  if (types.length === 1 && typeof type === "string" && type !== "enum" && type !== "any" && type in words)
    return type as SchemaField["type"];
  return "any";
}
