/** A stretch of text that both sides share, or that only one of them has. */
export interface TextPart {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Above this many comparisons the middle is shown as replaced: a page must not stand still over a long text. */
const mostComparisons = 400_000;

/** Words with the blanks after them, line breaks by themselves. */
const tokensOf = (text: string): string[] => text.match(/\n|[^\S\n]+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** The difference between two texts, word by word; neighbouring parts of one kind are joined. */
export function diffWords(before: string, after: string): TextPart[] {
  const a = tokensOf(before);
  const b = tokensOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  const middle =
    middleA.length * middleB.length > mostComparisons
      ? [part("removed", middleA), part("added", middleB)]
      : diffMiddle(middleA, middleB);
  return join([part("same", a.slice(0, start)), ...middle, part("same", a.slice(a.length - end))]);
}

const part = (kind: TextPart["kind"], tokens: readonly string[]): TextPart => ({ kind, text: tokens.join("") });

/** Longest common subsequence of two lists of words, as parts. */
function diffMiddle(a: readonly string[], b: readonly string[]): TextPart[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const parts: TextPart[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push({ kind: "same", text: a[i++] ?? "" });
      j++;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1)))
      parts.push({ kind: "removed", text: a[i++] ?? "" });
    else parts.push({ kind: "added", text: b[j++] ?? "" });
  }
  return parts;
}

function join(parts: readonly TextPart[]): TextPart[] {
  const joined: TextPart[] = [];
  for (const { kind, text } of parts) {
    const last = joined.at(-1);
    if (text === "") continue;
    if (last?.kind === kind) last.text += text;
    else joined.push({ kind, text });
  }
  return joined;
}
