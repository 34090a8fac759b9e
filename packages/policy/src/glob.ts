const MAX_LENGTH = 512;
const MAX_STARS = 8;
const CONTROL_OR_EDGE_SPACE = /\p{Cc}|^\s|\s$/u;

export type Matcher = (text: string) => boolean;

/** Why a text is no glob, as the end of a sentence; null where it is one. */
export function findGlobProblem(glob: string): string | null {
  if (glob === "") return "is empty";
  if (glob.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  if (CONTROL_OR_EDGE_SPACE.test(glob)) return "holds control characters, or starts or ends with a space";
  if (glob.split("*").length - 1 > MAX_STARS) return `holds more than ${MAX_STARS} stars`;
  return null;
}

/** Matches the whole text, case-sensitively; `*` stands for any run of characters, everything else for itself. */
export function compileGlob(glob: string): Matcher {
  const parts = glob.split("*");
  if (parts.length === 1) return (text) => text === glob;
  const prefix = parts[0] ?? "";
  const suffix = parts.at(-1) ?? "";
  const middle = parts.slice(1, -1).filter((part) => part !== "");
  return (text) => {
    if (text.length < prefix.length + suffix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    const end = text.length - suffix.length;
    let position = prefix.length;
    for (const part of middle) {
      const found = text.indexOf(part, position);
      if (found === -1 || found + part.length > end) return false;
      position = found + part.length;
    }
    return true;
  };
}

/** True where any of the globs matches; a missing list is about everything. */
export function compileGlobs(globs: readonly string[] | undefined): Matcher | null {
  if (globs === undefined || globs.includes("*")) return null;
  const exact = new Set(globs.filter((glob) => !glob.includes("*")));
  const patterns = globs.filter((glob) => glob.includes("*")).map(compileGlob);
  if (patterns.length === 0) return (text) => exact.has(text);
  return (text) => exact.has(text) || patterns.some((matches) => matches(text));
}
