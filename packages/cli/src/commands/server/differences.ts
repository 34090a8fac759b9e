import { clean, quoted, revealed } from "../../text.ts";

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A member's own value: names come from a server, and may be those of members that every object has. */
const own = (value: Record<string, unknown>, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

interface Difference {
  /** As in `inputSchema.properties.query`. */
  path: string;
  before: unknown;
  now: unknown;
}

/**
 * The members that differ, objects in them by their own members. What counts is what counts for the hash: not the order of
 * an object's members, wherever it stands, but that of a list, also of `required` and `enum`, which a model reads in order.
 */
function differences(before: unknown, now: unknown, path = ""): Difference[] {
  if (isObject(before) && isObject(now))
    return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) =>
      differences(own(before, name), own(now, name), path === "" ? name : `${path}.${name}`),
    );
  const isSame =
    Array.isArray(before) && Array.isArray(now)
      ? before.length === now.length && before.every((item, at) => differences(item, now[at]).length === 0)
      : before === now;
  return isSame ? [] : [{ path, before, now }];
}

/** Text or JSON that a server has said, for somebody who judges it: with what no terminal shows (A36, A37). */
export function saidText(value: unknown): string {
  if (value === undefined) return "(nothing)";
  return quoted(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

/** A name that a server has given, on one line. */
export const nameText = (name: string): string => clean(revealed(name));

/** What differs between two things that a server has said, each member as it was and as it is. */
export const differencesText = (
  before: Record<string, unknown>,
  now: Record<string, unknown>,
  words: { before: string; now: string },
): string =>
  differences(before, now)
    .flatMap(({ path, before: was, now: is }) => [
      `${nameText(path)}, ${words.before}:\n${saidText(was)}`,
      `${nameText(path)}, ${words.now}:\n${saidText(is)}`,
    ])
    .join("\n");
