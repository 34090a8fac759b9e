import { isObject, type Json } from "../json.ts";
import type { WeightedText } from "./search-index.ts";

const MAX_PARAMETERS = 50;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a search looks at in a tool: its name, title, description, and the names and descriptions of its parameters. */
export function toolTexts(serverId: string, name: string, definition: Json): WeightedText[] {
  const annotations = isObject(definition.annotations) ? definition.annotations : {};
  const texts: WeightedText[] = [
    { text: name, weight: 4 },
    { text: textOf(definition.title) || textOf(annotations.title), weight: 3 },
    { text: serverId, weight: 2 },
    { text: textOf(definition.description), weight: 1 },
  ];
  const schema = isObject(definition.inputSchema) ? definition.inputSchema.properties : undefined;
  if (!isObject(schema)) return texts;
  let parameters = "";
  for (const parameter of Object.keys(schema).slice(0, MAX_PARAMETERS)) {
    const about = schema[parameter];
    parameters += ` ${parameter} ${isObject(about) ? textOf(about.description) : ""}`;
  }
  return [...texts, { text: parameters, weight: 0.5 }];
}
