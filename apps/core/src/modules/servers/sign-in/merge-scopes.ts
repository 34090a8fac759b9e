/** Words of both, each once, in the order in which they were first named. Null: neither names any. */
export function mergeScopes(...scopes: readonly (string | null)[]): string | null {
  const words = new Set(scopes.flatMap((scope) => scope?.split(" ") ?? []).filter((word) => word !== ""));
  return words.size === 0 ? null : [...words].join(" ");
}

/** Whether every word of the second is one of the first. */
export const coversScope = (granted: string | null, asked: string | null): boolean => {
  const words = new Set(granted?.split(" ") ?? []);
  return (asked?.split(" ") ?? []).every((word) => words.has(word));
};
