import { type Launch, type ServerTransport, type UserField, userFieldsSchema } from "@peta/contract";
import { z } from "zod";
import { CoreError } from "../../../errors.ts";

const textMap = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish();
const templateSchema = z.looseObject({ env: textMap, headers: textMap, params: textMap });

const invalid = (message: string): CoreError => new CoreError("input.invalid", message);
/** `YOUR_API_KEY`, or nothing: what each user fills in. */
const isPlaceholder = (value: string): boolean =>
  value.trim() === "" || /^(?:bearer )?[<{$]{0,3}YOUR_[A-Z0-9_]+[>}]{0,3}$/i.test(value.trim());

const keyOf = (name: string, taken: Set<string>): string => {
  const plain =
    name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, "_")
      .replace(/^[^a-z]+/, "")
      .slice(0, 60) || "value";
  let key = plain;
  for (let next = 2; taken.has(key); next++) key = `${plain}_${next}`;
  taken.add(key);
  return key;
};

/**
 * What each user enters, from the template of a custom server: those of its variables or headers that hold a
 * placeholder. Throws input.invalid.
 * @param text JSON text of the template
 */
export function readUserFields(text: string | null, transport: ServerTransport): UserField[] {
  let template: z.output<typeof templateSchema>;
  try {
    template = templateSchema.parse(JSON.parse(text ?? ""));
  } catch {
    throw invalid("A server that takes values of its users needs a configTemplate: JSON text with env or headers.");
  }
  if (template.params && Object.keys(template.params).length > 0)
    throw invalid("Values of users in the URL (params) are not available: they would end up in logs. Use a header.");
  const places = Object.entries((transport === "stdio" ? template.env : template.headers) ?? {});
  const entries = places.filter(([, value]) => isPlaceholder(value));
  if (entries.length === 0)
    throw invalid(
      `The configTemplate names no ${transport === "stdio" ? "env variables" : "headers"} that users enter: write YOUR_NAME as the value of each.`,
    );
  const taken = new Set<string>();
  const parsed = userFieldsSchema.safeParse(
    entries.map(([name, value]) => {
      const prefix = transport !== "stdio" && /^bearer\s/i.test(value) ? { prefix: "Bearer " } : {};
      return {
        key: keyOf(name, taken),
        label: name,
        // Every value was encrypted: none was ever shown.
        secret: true,
        placement: transport === "stdio" ? { in: "env", name } : { in: "header", name, ...prefix },
      };
    }),
  );
  if (!parsed.success) throw invalid("The configTemplate names a variable or header that Core cannot fill in.");
  return parsed.data;
}

/** The configuration without the places that users fill in. */
export function withoutPlaceholders(launch: Launch, fields: readonly UserField[]): Launch {
  const names = new Set(fields.map(({ placement }) => ("name" in placement ? placement.name.toLowerCase() : "")));
  const keep = (values: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name.toLowerCase())));
  return launch.transport === "stdio"
    ? { ...launch, env: keep(launch.env) }
    : { ...launch, ...("headers" in launch && { headers: keep(launch.headers) }) };
}
