export const REDACTED = "[redacted]";

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const redactAt = (value: unknown, path: readonly string[], depth: number): unknown => {
  if (depth === path.length) return REDACTED;
  if (!isContainer(value)) return value;
  const key = path[depth] as string;
  if (Array.isArray(value)) {
    // A path need not name the position: `cards.number` means every card's number.
    const next = key === "*" || /^\d+$/.test(key) ? depth + 1 : depth;
    return value.map((item, index) =>
      key === "*" || next === depth || key === String(index) ? redactAt(item, path, next) : item,
    );
  }
  if (key === "*")
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactAt(item, path, depth + 1)]));
  if (!Object.hasOwn(value, key)) return value;
  return { ...value, [key]: redactAt(value[key], path, depth + 1) };
};

/**
 * A copy in which the fields at these dotted paths (`card.number`, `rows.*.ssn`) read `[redacted]`. What a path does
 * not meet stays as it is; the original is not changed.
 */
export function redact<T>(value: T, paths: readonly string[]): T {
  let result: unknown = value;
  for (const path of paths) result = redactAt(result, path.split("."), 0);
  return result as T;
}
