const MAX_TEXT = 100;
const MAX_DEPTH = 2;

/**
 * Arguments as the legacy notification shows them: keys stay, texts are cut at 100 characters, what lies below the
 * second level is named by its kind. A short view, not a protection: the whole call is what the approval's detail shows.
 */
export function redactArguments(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}...` : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return depth >= MAX_DEPTH ? `[Array(${value.length})]` : value.map((one) => redactArguments(one, depth + 1));
  if (depth >= MAX_DEPTH) return "[object]";
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactArguments(one, depth + 1)]));
}
