import type { ServerTransport, UserField } from "@peta/contract";
import type { UserFieldDefinition } from "@peta/ui";

/** Where values of a server can go: a program takes variables and arguments, an HTTP server headers. */
export const placementsOf = (transport: ServerTransport): readonly UserField["placement"]["in"][] =>
  transport === "stdio" ? ["env", "argument"] : ["header"];

/** What Core is sent for fields as they are typed: blanks are cut, empty choices left out. */
export function toUserFields(drafts: readonly UserFieldDefinition[]): unknown[] {
  return drafts.map(({ key, label, help, type, choices, secret, required, placement }) => ({
    key: key.trim(),
    label,
    ...(help?.trim() && { help: help.trim() }),
    type,
    ...(type === "choice" && { choices: (choices ?? []).map((choice) => choice.trim()).filter(Boolean) }),
    secret,
    required,
    placement: placement.in === "argument" ? placement : { ...placement, name: placement.name.trim() },
  }));
}

/** Errors of a form under `userFields.0.key` as those of the editor, under `0.key`. */
export const fieldErrorsOf = (errors: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors).flatMap(([path, message]) =>
      path.startsWith("userFields.") ? [[path.slice("userFields.".length), message]] : [],
    ),
  );
