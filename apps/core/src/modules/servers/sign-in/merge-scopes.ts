/** In characters. What does not fit any more is left out: a server could name other scopes with every refusal (A34). */
const MOST = 4_096;

/** Words of all, each once, in the order in which they were first named. Null: none names any. */
export function mergeScopes(...scopes: readonly (string | null)[]): string | null {
  let merged = "";
  const words = new Set(scopes.flatMap((scope) => scope?.split(" ") ?? []).filter((word) => word !== ""));
  for (const word of words) if (merged.length + word.length < MOST) merged += merged === "" ? word : ` ${word}`;
  return merged === "" ? null : merged;
}

/** Whether every word of the second is one of the first. */
export const coversScope = (granted: string | null, asked: string | null): boolean => {
  const words = new Set(granted?.split(" ") ?? []);
  return (asked?.split(" ") ?? []).every((word) => words.has(word));
};
