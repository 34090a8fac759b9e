export interface TextRun {
  text: string;
  /** The run is one character that is not seen, or turns the text around; its name is given instead. */
  hidden?: string;
}

const names: Record<string, string> = {
  "\u00ad": "soft hyphen",
  "\u200b": "zero-width space",
  "\u200c": "zero-width non-joiner",
  "\u200d": "zero-width joiner",
  "\u2060": "word joiner",
  "\ufeff": "byte order mark",
  "\r": "carriage return",
};

// Line feeds and tabs are seen by what they do.
const unseen = /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]|(?![\n\t])\p{Cc}/gu;

/**
 * Text in runs, with each character that one would not see named: what a person approves must be what is sent. A
 * variation selector or joiner inside an emoji is part of a picture and stays.
 */
export function visibleRuns(text: string): TextRun[] {
  const runs: TextRun[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    const character = match[0];
    if (isPartOfPicture(text, match.index, character)) continue;
    if (match.index > from) runs.push({ text: text.slice(from, match.index) });
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    runs.push({ text: character, hidden: names[character] ?? `U+${code}` });
    from = match.index + character.length;
  }
  if (from < text.length) runs.push({ text: text.slice(from) });
  return runs;
}

function isPartOfPicture(text: string, index: number, character: string): boolean {
  if (character !== "\u200d" && !/[\ufe00-\ufe0f]/.test(character)) return false;
  return /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Emoji_Component}]$/u.test(
    text.slice(Math.max(0, index - 2), index),
  );
}
