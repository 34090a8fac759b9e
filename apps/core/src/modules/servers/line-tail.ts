/** The last lines of a text stream, so many and no more. */
export interface LineTail {
  push(line: string): void;
  lines(): string[];
  clear(): void;
}

export function createLineTail(maxLines: number): LineTail {
  let kept: string[] = [];
  return {
    push(line) {
      kept.push(line);
      if (kept.length > maxLines * 2) kept = kept.slice(-maxLines);
    },
    lines: () => kept.slice(-maxLines),
    clear() {
      kept = [];
    },
  };
}
