import { CANONICAL_SEPARATOR, principalIdSchema, serverIdSchema } from "@peta/contract";
import { InvalidArgumentError } from "commander";
import type { Io } from "./io.ts";
import { CliError } from "./errors.ts";

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 7 * 86_400 } as const;

/** `90s`, `15m`, `12h`, `30d`, `2w` in seconds. Throws commander's InvalidArgumentError. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const seconds = Number(amount) * (SECONDS[unit as keyof typeof SECONDS] ?? 0);
  if (!seconds) throw new InvalidArgumentError("A duration is a number and s, m, h, d or w: 90s, 15m, 12h, 30d, 2w.");
  return seconds;
}

/** A whole number of 1 or more. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("A whole number of 1 or more is needed.");
  return Number(text);
}

/** A whole number of 0 or more. */
export function parseNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("A whole number of 0 or more is needed.");
  return Number(text);
}

/** Collects the values of an option that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/**
 * `NAME=VALUE`, or `NAME` alone for the value of that variable of the environment, which keeps a secret out of the shell
 * history. Throws cli.usage.
 */
export function parseVariables(io: Io, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = splitPair(pair);
      if (!name) throw new CliError("cli.usage", `--env ${pair}: a name is needed, as in --env NAME=VALUE.`);
      return [name, value ?? fromEnvironment(io, name, `--env ${name}`)];
    }),
  );
}

/** `Name=Value` headers, and `Name=VARIABLE` ones whose value is in the environment. Throws cli.usage. */
export function parseHeaders(
  io: Io,
  given: { header: readonly string[]; headerEnv: readonly string[] },
): Record<string, string> {
  const headers = {
    ...namedValues("--header", given.header, (value) => value),
    ...namedValues("--header-env", given.headerEnv, (name) => fromEnvironment(io, name, "--header-env")),
  };
  const wrong = Object.keys(headers).find((name) => !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name));
  if (wrong !== undefined) throw new CliError("cli.usage", `--header: "${wrong}" is not a header name.`);
  return headers;
}

/** `name=value` parameters of a query, and `name=VARIABLE` ones whose value is in the environment. Throws cli.usage. */
export const parseQuery = (
  io: Io,
  given: { query: readonly string[]; queryEnv: readonly string[] },
): Record<string, string> => ({
  ...namedValues("--query", given.query, (value) => value),
  ...namedValues("--query-env", given.queryEnv, (name) => fromEnvironment(io, name, "--query-env")),
});

function namedValues(
  option: string,
  pairs: readonly string[],
  read: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const [name, value] = splitPair(pair);
      // The option's value may be a secret: only its name is repeated.
      if (!name || !value)
        throw new CliError("cli.usage", `${option} needs a name and a value, as in ${option} Name=…`);
      return [name, read(value)];
    }),
  );
}

export const splitPair = (pair: string): [string, string | undefined] => {
  const at = pair.indexOf("=");
  return at < 0 ? [pair, undefined] : [pair.slice(0, at), pair.slice(at + 1)];
};

/** The value of a variable, which keeps a secret out of the shell history. Throws cli.usage. */
export function fromEnvironment(io: Io, name: string, option: string): string {
  const value = io.env[name];
  if (value === undefined)
    throw new CliError("cli.usage", `${option}: the variable ${name} is not set in the environment.`);
  return value;
}

/** `serverId` or `serverId::capability`. Throws cli.usage. */
export function parseTarget(text: string): { serverId: string; name: string | undefined } {
  const at = text.indexOf(CANONICAL_SEPARATOR);
  const serverId = requireServerId(at < 0 ? text : text.slice(0, at));
  const name = at < 0 ? undefined : text.slice(at + CANONICAL_SEPARATOR.length);
  if (name === "") throw new CliError("cli.usage", `"${text}" names no capability after ${CANONICAL_SEPARATOR}.`);
  return { serverId, name };
}

/** A server id that Core would take. Throws cli.usage. */
export function requireServerId(text: string): string {
  const parsed = serverIdSchema.safeParse(text);
  if (!parsed.success)
    throw new CliError("cli.usage", `"${text}" is not a server id: ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
}

/** A principal id that Core would take. Throws cli.usage. */
export function requirePrincipalId(text: string): string {
  const parsed = principalIdSchema.safeParse(text);
  if (!parsed.success)
    throw new CliError("cli.usage", `"${text}" is not a principal id: ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
}

/** A JSON object, as tool arguments are. Throws cli.usage with the position of the mistake. */
export function parseJsonObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CliError("cli.usage", `${what} must be JSON: ${(cause as Error).message}.`, {
      cause,
      hint: `Quote it for the shell, as in '{"path":"notes.txt"}'.`,
    });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CliError("cli.usage", `${what} must be a JSON object, as in '{"path":"notes.txt"}'.`);
  return value as Record<string, unknown>;
}
