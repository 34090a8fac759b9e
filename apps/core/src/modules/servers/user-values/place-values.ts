import type { Launch, UserField } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { hasHeaders } from "../launch-kinds.ts";

/** Values by field key. */
export type Values = Readonly<Record<string, string>>;

const misplaced = (field: UserField, launch: Launch): CoreError =>
  new CoreError(
    "server.launch_refused",
    launch.transport === "stdio"
      ? `The field "${field.key}" goes into a header, and a program has none. Place it in the environment or in an argument.`
      : `The field "${field.key}" goes into ${field.placement.in === "env" ? "the environment" : "an argument"}, and a server behind a URL has none. Place it in a header.`,
  );

const takesNone = ({ transport }: Launch): CoreError =>
  new CoreError("server.launch_refused", `A server of the kind "${transport}" takes no values of its users.`);

/**
 * The launch configuration with a user's values in their places: a variable, a header, or arguments of their own at the
 * end. Nothing is replaced inside of a text, so a value can never become anything else (A46).
 * Throws CoreError server.launch_refused for a place that this transport does not have.
 */
export function placeValues(launch: Launch, fields: readonly UserField[], values: Values): Launch {
  if (hasHeaders(launch)) {
    const headers = { ...launch.headers };
    for (const field of fields) {
      const value = values[field.key];
      if (field.placement.in !== "header") throw misplaced(field, launch);
      if (value !== undefined) headers[field.placement.name] = `${field.placement.prefix ?? ""}${value}`;
    }
    return { ...launch, headers };
  }
  if (launch.transport !== "stdio") throw takesNone(launch);
  const env = { ...launch.env };
  const args = [...launch.args];
  for (const field of fields) {
    const value = values[field.key];
    if (field.placement.in === "header") throw misplaced(field, launch);
    if (value === undefined) continue;
    if (field.placement.in === "env") env[field.placement.name] = value;
    else args.push(...(field.placement.flag === undefined ? [] : [field.placement.flag]), value);
  }
  return { ...launch, env, args };
}

/** What must never be shown: the values of secret fields. */
export const secretsOf = (fields: readonly UserField[], values: Values): string[] =>
  fields.flatMap(({ key, secret }) => (secret && values[key] !== undefined ? [values[key]] : []));
