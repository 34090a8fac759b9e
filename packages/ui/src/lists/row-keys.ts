/**
 * The row that a key moves to, or null when the key does not move. `j`/`k` and the arrows go one row, Home and End to
 * the ends, Page Up and Page Down by `page` rows.
 */
export function rowAfterKey(key: string, index: number, count: number, page = 10): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const clamp = (value: number) => Math.min(last, Math.max(0, value));
  switch (key) {
    case "j":
    case "ArrowDown":
      return clamp(index + 1);
    case "k":
    case "ArrowUp":
      return clamp(index - 1);
    case "Home":
      return 0;
    case "End":
      return last;
    case "PageDown":
      return clamp(index + page);
    case "PageUp":
      return clamp(index - page);
    default:
      return null;
  }
}
