import { CoreError } from "../../errors.ts";

const refuse = (message: string): CoreError => new CoreError("input.invalid", message);

const MEANINGS: Readonly<Record<string, string>> = {
  "|": "a pipe",
  "&": "a command in the background, or two commands",
  ";": "two commands",
  "<": "a redirection",
  ">": "a redirection",
  "(": "a shell's group",
  ")": "a shell's group",
  "`": "a command whose output is put in",
  "\n": "a second line",
};
const MAX_WORDS = 300;

/**
 * Splits a command line into words as a POSIX shell would quote them, and does nothing else that a shell does: what only a
 * shell can do is refused by name, never guessed at (A46). A variable (`$NAME`, `${NAME}`) stays a placeholder `${NAME}`.
 * Throws input.invalid.
 */
export function splitCommandLine(line: string): string[] {
  const text = line.trim().replace(/^\$\s+/, "");
  const words: string[] = [];
  let word: string | null = null;
  const add = (piece: string): void => void (word = (word ?? "") + piece);
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (/[ \t\r]/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) throw refuse("A single quote is not closed.");
      add(text.slice(at + 1, end));
      at = end;
    } else if (char === '"') at = readDoubleQuoted(text, at, add);
    else if (char === "\\" && lineEnd(text, at + 1) > 0) at += lineEnd(text, at + 1);
    else if (char === "\\") add(text.charAt(++at));
    else if (char === "$") at = readVariable(text, at, add);
    else if (MEANINGS[char]) throw refuse(meaning(char));
    else if (word === null && char === "~")
      throw refuse("A path begins with ~, which a shell would replace. Write the whole path.");
    else if (word === null && char === "#") throw refuse("The line holds a comment. Take it away.");
    else add(char);
  }
  if (word !== null) words.push(word);
  if (words.length > MAX_WORDS) throw refuse(`The command line has more than ${MAX_WORDS} words.`);
  return words;
}

const meaning = (char: string): string =>
  `The command line holds ${MEANINGS[char]} (${JSON.stringify(char)}), which only a shell understands. A server is one program with its arguments. Quote the character if it belongs to one.`;

/** How many characters end a line there. */
const lineEnd = (text: string, at: number): number => (/^\r?\n/.exec(text.slice(at, at + 2)) ?? [""])[0].length;

/** Returns where the closing quote is. */
function readDoubleQuoted(text: string, start: number, add: (piece: string) => void): number {
  add("");
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return at;
    if (char === "`") throw refuse(meaning(char));
    const end = char === "\\" ? lineEnd(text, at + 1) : 0;
    if (end > 0) at += end;
    else if (char === "\\" && /["\\$`]/.test(text.charAt(at + 1))) add(text.charAt(++at));
    else if (char === "$") at = readVariable(text, at, add, true);
    else add(char);
  }
  throw refuse("A double quote is not closed.");
}

/** Returns the last place that was read. */
function readVariable(text: string, at: number, add: (piece: string) => void, isQuoted = false): number {
  if (text.startsWith("$(", at))
    throw refuse("The command line holds $(...), a command whose output is put in. Write the value itself.");
  const [whole, braced, bare] =
    /^\$(?:\{([A-Za-z_][A-Za-z0-9_:]*(?::-[^}$`]*)?)\}|([A-Za-z_]\w*))/.exec(text.slice(at)) ?? [];
  if (whole === undefined) {
    if (text.startsWith("${", at) || (!isQuoted && /['"]/.test(text.charAt(at + 1))))
      throw refuse("The command line holds a shell's substitution (${...}). Write the value itself.");
    add("$");
    return at;
  }
  add(`\${${braced ?? bare}}`);
  return at + whole.length - 1;
}
