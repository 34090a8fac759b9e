import { parsePattern } from "./pattern-parser.ts";
import { compileProgram } from "./pattern-program.ts";
import type { Instruction } from "./pattern-program.ts";

const MAX_PATTERN_LENGTH = 500;
/** Instructions times characters: about a quarter of a second. */
const MAX_WORK = 5_000_000;

export type Pattern = {
  /** Whether the pattern occurs anywhere in the text. Throws RangeError where pattern and text are too big together. */
  test(text: string): boolean;
};

/**
 * Compiles a pattern of the common subset of RE2: literals, classes, groups, alternation, repetition, `^`, `$`, `\b`
 * and the leading flags `(?i)` and `(?s)`. Matching takes time proportional to pattern times text, whatever they are:
 * it follows all possibilities at once instead of trying them one after the other.
 * Throws SyntaxError with the problem; back-references and look-around do not exist here.
 */
export function compilePattern(source: string): Pattern {
  if (source.length > MAX_PATTERN_LENGTH) throw new SyntaxError(`it is longer than ${MAX_PATTERN_LENGTH} characters`);
  const program = compileProgram(parsePattern(source));
  return {
    test: (text) => {
      if (text.length * program.length > MAX_WORK) throw new RangeError("the text is too long for a pattern");
      return runProgram(program, text);
    },
  };
}

function runProgram(program: readonly Instruction[], text: string): boolean {
  const seenAt = new Int32Array(program.length).fill(-1);
  let current: number[] = [];
  let next: number[] = [];

  /** Follows what consumes nothing; true where the end of the pattern is reached. */
  function follow(start: number, threads: number[], position: number): boolean {
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seenAt[at] === position) continue;
      seenAt[at] = position;
      const instruction = program[at] as Instruction;
      if (instruction.op === "match") return true;
      if (instruction.op === "test") threads.push(at);
      else if (instruction.op === "split") open.push(...instruction.to);
      else if (instruction.holds(text, position)) open.push(at + 1);
    }
    return false;
  }

  for (let position = 0; ; ) {
    if (follow(0, current, position)) return true;
    if (position >= text.length) return false;
    const codePoint = text.codePointAt(position) as number;
    const after = position + (codePoint > 0xffff ? 2 : 1);
    for (const at of current) {
      const instruction = program[at] as Instruction;
      if (instruction.op === "test" && instruction.accepts(codePoint) && follow(at + 1, next, after)) return true;
    }
    [current, next] = [next, current];
    next.length = 0;
    position = after;
  }
}
