import type { PatternNode } from "./pattern-parser.ts";

const MAX_INSTRUCTIONS = 500;

export type Instruction =
  | { readonly op: "test"; readonly accepts: (codePoint: number) => boolean }
  | { readonly op: "assert"; readonly holds: (text: string, position: number) => boolean }
  | { readonly op: "split"; readonly to: readonly number[] }
  | { readonly op: "match" };

/** Thompson's construction. Throws SyntaxError where counted repetition makes the program too big. */
export function compileProgram(root: PatternNode): Instruction[] {
  const program: Instruction[] = [];

  function emit(instruction: Instruction): number {
    if (program.length >= MAX_INSTRUCTIONS) throw new SyntaxError("it is too big; use smaller counts");
    return program.push(instruction) - 1;
  }

  function emitNode(node: PatternNode): void {
    switch (node.type) {
      case "test":
        emit({ op: "test", accepts: node.accepts });
        return;
      case "assert":
        emit({ op: "assert", holds: node.holds });
        return;
      case "sequence":
        node.nodes.forEach(emitNode);
        return;
      case "choice":
        emitChoice(node.nodes);
        return;
      case "repeat":
        for (let i = 0; i < node.min; i++) emitNode(node.node);
        if (node.max === null) emitLoop(node.node);
        else emitOptional(node.node, node.max - node.min);
    }
  }

  function emitChoice(nodes: readonly PatternNode[]): void {
    const start = emit({ op: "split", to: [] });
    const branches: number[] = [];
    const jumps: number[] = [];
    for (const node of nodes) {
      branches.push(program.length);
      emitNode(node);
      jumps.push(emit({ op: "split", to: [] }));
    }
    program[start] = { op: "split", to: branches };
    for (const jump of jumps) program[jump] = { op: "split", to: [program.length] };
  }

  function emitLoop(node: PatternNode): void {
    const start = emit({ op: "split", to: [] });
    emitNode(node);
    emit({ op: "split", to: [start] });
    program[start] = { op: "split", to: [start + 1, program.length] };
  }

  function emitOptional(node: PatternNode, times: number): void {
    const starts: number[] = [];
    for (let i = 0; i < times; i++) {
      starts.push(emit({ op: "split", to: [] }));
      emitNode(node);
    }
    for (const start of starts) program[start] = { op: "split", to: [start + 1, program.length] };
  }

  emitNode(root);
  emit({ op: "match" });
  return program;
}
