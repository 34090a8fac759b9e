const MAX_LINES = 600;
const MAX_SHOWN = 400;

/**
 * The lines that two texts do not share, `-` and `+` in front, by their longest common subsequence. Null where a text is
 * too long to compare; what differs beyond 400 lines is cut.
 */
export function diffLines(before: string, after: string): string[] | null {
  let old = before.split(/\r?\n/);
  let current = after.split(/\r?\n/);
  // What both begin and end with needs no comparison.
  let start = 0;
  while (start < old.length && start < current.length && old[start] === current[start]) start++;
  let end = 0;
  const shortest = Math.min(old.length, current.length) - start;
  while (end < shortest && old.at(-1 - end) === current.at(-1 - end)) end++;
  old = old.slice(start, old.length - end);
  current = current.slice(start, current.length - end);
  if (old.length > MAX_LINES || current.length > MAX_LINES) return null;
  const shown = walk(old, current, commonLengths(old, current));
  return shown.length > MAX_SHOWN
    ? [...shown.slice(0, MAX_SHOWN), `... ${shown.length - MAX_SHOWN} more lines differ`]
    : shown;
}

/** Length of the longest common subsequence of what follows each pair of lines. */
function commonLengths(old: readonly string[], current: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(current.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    const [row, below] = [table[i], table[i + 1]];
    if (!row || !below) continue;
    for (let j = current.length - 1; j >= 0; j--) {
      row[j] = old[i] === current[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function walk(old: readonly string[], current: readonly string[], table: readonly Uint16Array[]): string[] {
  const shown: string[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < current.length) {
    if (i < old.length && j < current.length && old[i] === current[j]) {
      i++;
      j++;
    } else if (j >= current.length || (i < old.length && (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) {
      shown.push(`- ${old[i++]}`);
    } else shown.push(`+ ${current[j++]}`);
  }
  return shown;
}
