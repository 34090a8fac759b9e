import { CLASS_ESCAPES, CONTROL_ESCAPES, foldCase, isWord } from "./pattern-characters.ts";
import type { Accepts } from "./pattern-characters.ts";

const MAX_COUNT = 200;
const MAX_GROUP_DEPTH = 20;

export type PatternNode =
  | { readonly type: "test"; readonly accepts: Accepts }
  | { readonly type: "assert"; readonly holds: (text: string, position: number) => boolean }
  | { readonly type: "sequence" | "choice"; readonly nodes: readonly PatternNode[] }
  | { readonly type: "repeat"; readonly node: PatternNode; readonly min: number; readonly max: number | null };

const atBoundary = (text: string, position: number): boolean =>
  isWord(text.charCodeAt(position - 1)) !== isWord(text.charCodeAt(position));

/** Recursive descent over the pattern's characters. Throws SyntaxError on what it does not know. */
export function parsePattern(source: string): PatternNode {
  const flags = /^\(\?([is]+)\)/.exec(source)?.[1] ?? "";
  const ignoresCase = flags.includes("i");
  const dotTakesAll = flags.includes("s");
  const characters = Array.from(flags === "" ? source : source.slice(flags.length + 3));
  let at = 0;
  let depth = 0;

  const peek = (): string | undefined => characters[at];
  const take = (): string => characters[at++] ?? fail("it ends too early");
  const takeIf = (character: string): boolean => peek() === character && ++at > 0;

  function parseChoice(): PatternNode {
    const nodes = [parseSequence()];
    while (takeIf("|")) nodes.push(parseSequence());
    return nodes.length === 1 ? (nodes[0] as PatternNode) : { type: "choice", nodes };
  }

  function parseSequence(): PatternNode {
    const nodes: PatternNode[] = [];
    while (peek() !== undefined && peek() !== "|" && peek() !== ")") nodes.push(parseRepeat());
    return { type: "sequence", nodes };
  }

  function parseRepeat(): PatternNode {
    const node = parseAtom();
    const count = parseCount();
    if (count === null) return node;
    // Lazy or greedy makes no difference to whether there is a match.
    takeIf("?");
    if (peek() !== undefined && "*+?".includes(peek() as string)) fail("a repetition follows a repetition");
    return { type: "repeat", node, ...count };
  }

  function parseCount(): { min: number; max: number | null } | null {
    if (takeIf("*")) return { min: 0, max: null };
    if (takeIf("+")) return { min: 1, max: null };
    if (takeIf("?")) return { min: 0, max: 1 };
    if (peek() !== "{") return null;
    const text = characters.slice(at, characters.indexOf("}", at) + 1).join("");
    const [whole, low, comma, high] =
      /^\{(\d{1,4})(,?)(\d{0,4})\}$/.exec(text) ?? fail("a { must start a count such as {2,5}");
    at += whole.length;
    const min = Number(low);
    const max = comma === "" ? min : high === "" ? null : Number(high);
    if (min > MAX_COUNT || (max !== null && (max > MAX_COUNT || max < min)))
      fail(`a count must rise and end at ${MAX_COUNT}`);
    return { min, max };
  }

  function parseAtom(): PatternNode {
    const character = take();
    switch (character) {
      case "(":
        return parseGroup();
      case "[":
        return { type: "test", accepts: fold(parseClass()) };
      case ".":
        return { type: "test", accepts: dotTakesAll ? () => true : (codePoint) => codePoint !== 10 };
      case "^":
        return { type: "assert", holds: (_text, position) => position === 0 };
      case "$":
        return { type: "assert", holds: (text, position) => position === text.length };
      case "\\":
        return parseEscape();
      case "*":
      case "+":
      case "?":
      case "{":
        return fail(`a ${character} has nothing to repeat`);
      default:
        return { type: "test", accepts: literal(character) };
    }
  }

  function parseGroup(): PatternNode {
    if (++depth > MAX_GROUP_DEPTH) fail(`its groups nest deeper than ${MAX_GROUP_DEPTH}`);
    if (takeIf("?") && !takeIf(":")) fail("only ( and (?: start a group; look-around is not supported");
    const node = parseChoice();
    if (!takeIf(")")) fail("a group is not closed");
    depth--;
    return node;
  }

  function parseEscape(): PatternNode {
    if (takeIf("b")) return { type: "assert", holds: atBoundary };
    if (takeIf("B")) return { type: "assert", holds: (text, position) => !atBoundary(text, position) };
    return { type: "test", accepts: parseEscapedCharacter() };
  }

  function parseEscapedCharacter(): Accepts {
    const escaped = take();
    const known = CLASS_ESCAPES.get(escaped);
    if (known !== undefined) return known;
    const control = CONTROL_ESCAPES.get(escaped);
    if (control !== undefined) return literal(control);
    if (/[A-Za-z0-9]/.test(escaped)) fail(`\\${escaped} is not supported`);
    return literal(escaped);
  }

  function parseClass(): Accepts {
    const isNegated = takeIf("^");
    const parts: Accepts[] = [];
    do parts.push(parseClassPart());
    while (!takeIf("]"));
    const accepts: Accepts = (codePoint) => parts.some((part) => part(codePoint));
    const folded = fold(accepts);
    return isNegated ? (codePoint) => !folded(codePoint) : accepts;
  }

  function parseClassPart(): Accepts {
    const first = take();
    if (first === "\\" && CLASS_ESCAPES.has(peek() ?? "")) return parseEscapedCharacter();
    const low = classCharacter(first);
    if (peek() !== "-" || characters[at + 1] === "]") return literal(low);
    at++;
    const from = low.codePointAt(0) as number;
    const to = classCharacter(take()).codePointAt(0) as number;
    if (from > to) fail("a range in a class runs backwards");
    return (codePoint) => codePoint >= from && codePoint <= to;
  }

  function classCharacter(character: string): string {
    if (character !== "\\") return character;
    const escaped = take();
    return (
      CONTROL_ESCAPES.get(escaped) ?? (/[A-Za-z0-9]/.test(escaped) ? fail(`\\${escaped} is not supported`) : escaped)
    );
  }

  const fold = (accepts: Accepts): Accepts => (ignoresCase ? foldCase(accepts) : accepts);

  function literal(character: string): Accepts {
    const expected = character.codePointAt(0);
    return fold((codePoint) => codePoint === expected);
  }

  const root = parseChoice();
  if (peek() !== undefined) fail("a ) closes no group");
  return root;
}

function fail(problem: string): never {
  throw new SyntaxError(problem);
}
