const MAX_LENGTH = 200;

// oxlint-disable-next-line no-control-regex -- taking control characters out is what it is for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

const shown = (value: string): string => value.slice(0, MAX_LENGTH).replace(CONTROL, " ");

/** What a client says of itself, cut and without control characters (A36); null when it is not well-formed. */
export function readClientInfo(value: unknown): { name: string; version: string } | null {
  if (typeof value !== "object" || value === null) return null;
  const { name, version } = value as { name?: unknown; version?: unknown };
  return typeof name === "string" && typeof version === "string"
    ? { name: shown(name), version: shown(version) }
    : null;
}
