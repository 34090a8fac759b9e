export type Accepts = (codePoint: number) => boolean;

const isDigit: Accepts = (c) => c >= 48 && c <= 57;
export const isWord: Accepts = (c) => isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
const isSpace: Accepts = (c) => c === 32 || (c >= 9 && c <= 13);

const not =
  (accepts: Accepts): Accepts =>
  (c) =>
    !accepts(c);

/** ASCII classes, as in RE2. */
export const CLASS_ESCAPES: ReadonlyMap<string, Accepts> = new Map([
  ["d", isDigit],
  ["D", not(isDigit)],
  ["w", isWord],
  ["W", not(isWord)],
  ["s", isSpace],
  ["S", not(isSpace)],
]);

export const CONTROL_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["f", "\f"],
  ["v", "\v"],
]);

/** Accepts a character in either case. */
export function foldCase(accepts: Accepts): Accepts {
  return (codePoint) => {
    if (accepts(codePoint)) return true;
    const character = String.fromCodePoint(codePoint);
    return acceptsText(accepts, character.toLowerCase()) || acceptsText(accepts, character.toUpperCase());
  };
}

/** Some characters change into two; those fold to nothing. */
function acceptsText(accepts: Accepts, text: string): boolean {
  const codePoint = text.codePointAt(0);
  return codePoint !== undefined && text.length === (codePoint > 0xffff ? 2 : 1) && accepts(codePoint);
}
