/**
 * Text that came from elsewhere, made safe for a terminal: no escape sequences, no direction overrides, no characters
 * without width (A36, A38). Line feeds and tabs stay when asked for.
 */
export const clean = (text: string, { keepLines = false } = {}): string =>
  (keepLines ? text : text.replace(/[\r\n\t]+/g, " ")).replace(/(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu, "");

/** Text of several lines that somebody has to judge (A36, A37): what no terminal shows, and `clean` leaves out, as `<U+200B>`. */
export const revealed = (text: string): string =>
  text.replace(
    /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu,
    (hidden) => `<U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`,
  );

/** The same, set off from what the command line itself says, so that no line of it can pass for one of ours. */
export const quoted = (text: string): string => revealed(text).replace(/^/gm, "    ");

/** Rows under headings, columns as wide as their widest cell, two spaces apart. Empty cells show as `-`. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => clean(cell === null || cell === undefined || cell === "" ? "-" : String(cell))),
  );
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(headings), ...cells.map(line)].join("\n");
}

/** Names and values, one pair a line. */
export function fields(pairs: readonly (readonly [string, string | number | null | undefined])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs
    .map(
      ([name, value]) =>
        `${name.padEnd(width)}  ${clean(value === null || value === undefined || value === "" ? "-" : String(value))}`,
    )
    .join("\n");
}

/** Cut to a length that keeps a table readable. */
export const short = (text: string | null | undefined, length = 72): string => {
  const one = clean(text ?? "");
  return one.length > length ? `${one.slice(0, length - 1)}…` : one;
};

/** Paragraphs with an empty line between them; empty ones are left out. */
export const paragraphs = (...parts: (string | false | null | undefined)[]): string =>
  parts.filter(Boolean).join("\n\n");

/** What a server's program wrote before it failed. */
export const lastWords = (lines: readonly string[]): string =>
  ["Its last words on standard error:", ...lines.map((line) => `  ${clean(line)}`)].join("\n");

/** What to do after a change. */
export const next = (...steps: string[]): string => steps.map((step) => `Next: ${step}`).join("\n");

/** `3 tools`, `1 tool`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** `2026-11-23 18:04:59` in UTC, or `-`. */
export const moment = (iso: string | null | undefined): string =>
  iso ? iso.replace("T", " ").replace(/(\.\d+)?Z$/, "") : "-";
