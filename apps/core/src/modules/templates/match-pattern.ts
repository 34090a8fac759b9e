/** One character's class and how often it may stand there. */
interface Part {
  matches: (character: string) => boolean;
  min: number;
  max: number;
}

const MAX_PARTS = 64;

/**
 * Compiles the pattern of a field into a function that tells whether it fits a whole value. Its language is the part of
 * regular expressions that can be matched in time proportional to the value: literals, `.`, `\d`, `\w`, `\s`, classes in
 * brackets, each followed by `?`, `*`, `+`, `{n}`, `{n,}` or `{n,m}` (A34). Null when the pattern is none of these.
 */
export function compilePattern(pattern: string): ((value: string) => boolean) | null {
  const parts = parse(pattern);
  return parts && ((value) => matchAll(parts, Array.from(value)));
}

const ATOM = /\[(?:\\.|[^\]\\])+\]|\\.|[^\\()[\]{}|*+?^$]/suy;
const COUNT = /[?*+]|\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/y;

function parse(pattern: string): Part[] | null {
  const body = pattern.replace(/^\^/, "").replace(/(?<!\\)\$$/, "");
  const parts: Part[] = [];
  for (let at = 0; at < body.length; ) {
    ATOM.lastIndex = at;
    const [atom] = ATOM.exec(body) ?? [];
    if (atom === undefined || parts.length === MAX_PARTS) return null;
    at = COUNT.lastIndex = ATOM.lastIndex;
    const count = COUNT.exec(body);
    if (count) at = COUNT.lastIndex;
    const matches = classOf(atom);
    const range = rangeOf(count);
    if (!matches || range.min > range.max) return null;
    parts.push({ matches, ...range });
  }
  return parts;
}

/** A class of single characters: JavaScript's own expressions do that safely. */
function classOf(atom: string): Part["matches"] | null {
  // A reference to a group, a boundary or a code point would be another thing than a character.
  if (/^\\[^dDwWsS\W_]/.test(atom)) return null;
  try {
    const one = new RegExp(`^${atom}$`, "su");
    return (character) => one.test(character);
  } catch {
    return null;
  }
}

function rangeOf(count: RegExpExecArray | null): { min: number; max: number } {
  if (!count) return { min: 1, max: 1 };
  const [sign, least, comma, most] = count;
  if (sign === "?") return { min: 0, max: 1 };
  if (sign === "*") return { min: 0, max: Infinity };
  if (sign === "+") return { min: 1, max: Infinity };
  const min = Number(least);
  return { min, max: most !== undefined ? Number(most) : comma === undefined ? min : Infinity };
}

/** Part by part, the places that can be reached: each part costs one walk over the value, however it is written. */
function matchAll(parts: readonly Part[], characters: readonly string[]): boolean {
  const { length } = characters;
  let reached: boolean[] = Array.from({ length: length + 1 }, (_, at) => at === 0);
  for (const { matches, min, max } of parts) {
    // Where a run of fitting characters that begins at each place ends.
    const runs: number[] = Array.from({ length: length + 1 }, () => length);
    for (let at = length - 1; at >= 0; at--) runs[at] = matches(characters[at] ?? "") ? (runs[at + 1] ?? length) : at;
    const changes = Array.from({ length: length + 2 }, () => 0);
    reached.forEach((isReached, at) => {
      const last = Math.min(at + max, runs[at] ?? at);
      if (!isReached || at + min > last) return;
      changes[at + min] = (changes[at + min] ?? 0) + 1;
      changes[last + 1] = (changes[last + 1] ?? 0) - 1;
    });
    let open = 0;
    reached = reached.map((_, at) => (open += changes[at] ?? 0) > 0);
  }
  return reached[length] ?? false;
}
