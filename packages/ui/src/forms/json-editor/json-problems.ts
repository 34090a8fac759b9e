import { lineAt, scanJson } from "./scan-json.ts";

export interface JsonProblem {
  /** The place, as JSONPath writes it: `$.items[0]`; `$` for the whole. */
  path: string;
  message: string;
}

/** A problem with the line it stands in, from 1; null where that is not known. */
export interface LocatedProblem extends JsonProblem {
  line: number | null;
}

/** Why the text is no JSON, or where each of the problems with its value stands. */
export function locateProblems(text: string, problems: readonly JsonProblem[]): LocatedProblem[] {
  const { places, mistakeAt } = scanJson(text);
  if (mistakeAt !== null) return [{ path: "$", line: lineAt(text, mistakeAt), message: mistakeWords(text, mistakeAt) }];
  return problems.map(({ path, message }) => {
    const offset = places.get(path);
    return { path, message, line: offset === undefined ? null : lineAt(text, offset) };
  });
}

function mistakeWords(text: string, at: number): string {
  if (text.trim() === "") return "There is nothing here.";
  const found = text.slice(at).trim();
  if (found === "") return "The text ends too early: something is left open.";
  return `This is not JSON from “${found.split("\n", 1)[0]?.slice(0, 24)}” on. Names and texts need double quotes.`;
}
