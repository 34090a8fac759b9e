/** Words that say nothing about a tool. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  "a an and are as at be by can for from in is it of on or that the this to which with you your".split(" "),
);
const MAX_WORD_LENGTH = 40;

/** `files` and `file` are one word; more would take English for every language. */
const singular = (word: string): string =>
  word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;

/**
 * The words of a text in order, lower-case, `camelCase`, `snake_case` and dotted names taken apart; at most `limit`.
 * Linear in the length of the text.
 */
export function wordsOf(text: string, limit: number): string[] {
  const words: string[] = [];
  const spaced = text.normalize("NFKC").replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2");
  for (const [match] of spaced.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    if (words.length >= limit) break;
    if (!EMPTY_WORDS.has(match)) words.push(singular(match.slice(0, MAX_WORD_LENGTH)));
  }
  return words;
}
