export interface KeyValue {
  key: string;
  value: string;
}

/**
 * Reads text in the form of an `.env` file: `NAME=value` per line, `#` comments, an `export` before the name, quotes
 * around the value. Answers null when a line is something else, so that a paste of plain text stays a plain paste.
 */
export function parseEnvText(text: string): KeyValue[] | null {
  const rows: KeyValue[] = [];
  for (const line of text.split(/\r?\n/)) {
    const bare = line.trim();
    if (bare === "" || bare.startsWith("#")) continue;
    const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)$/.exec(bare);
    if (!match?.[1]) return null;
    rows.push({ key: match[1], value: unquoted(match[2] ?? "") });
  }
  return rows.length > 0 ? rows : null;
}

function unquoted(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return quoted ? (quoted[2] ?? "") : text;
}

/** What is wrong with each row, by its index: a value without a name, a name that stands twice. Empty rows are fine. */
export function keyValueProblems(rows: readonly KeyValue[], isCaseSensitive = true): Record<number, string> {
  const problems: Record<number, string> = {};
  const seen = new Map<string, number>();
  rows.forEach(({ key, value }, index) => {
    const name = isCaseSensitive ? key.trim() : key.trim().toLowerCase();
    if (name === "") {
      if (value !== "") problems[index] = "This value needs a name.";
      return;
    }
    const before = seen.get(name);
    if (before !== undefined) problems[index] = `${key.trim()} is already in row ${before + 1}.`;
    else seen.set(name, index);
  });
  return problems;
}
