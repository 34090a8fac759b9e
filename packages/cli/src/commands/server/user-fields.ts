import { type UserField, userFieldsSchema } from "@peta/contract";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { readText } from "../../read-text.ts";

/** Fields for users' own values, as a file holds them: a JSON array. Throws cli.file_unreadable and cli.usage. */
export async function readUserFields(io: Io, file: string): Promise<UserField[]> {
  const text = await readText(io, file);
  const what = file === "-" ? "The fields" : file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError("cli.usage", `${what} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  const parsed = userFieldsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CliError("cli.usage", `${what} does not fit at ${issue?.path.join(".") || "its top"}: ${issue?.message}.`, {
    hint: 'A field is like {"key":"apiKey","label":"API key","secret":true,"placement":{"in":"env","name":"API_KEY"}}.',
  });
}

/** `environment variable API_KEY`, `header Authorization`, `argument after --api-key`. */
export function placeText({ placement }: UserField): string {
  if (placement.in === "env") return `environment variable ${placement.name}`;
  if (placement.in === "header") return `header ${placement.name}`;
  return placement.flag === undefined ? "last argument" : `argument after ${placement.flag}`;
}
