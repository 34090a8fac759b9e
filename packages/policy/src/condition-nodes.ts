import type { ASTNode } from "@marcbachmann/cel-js";

const MACROS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);

export type Macro = { readonly range: ASTNode; readonly variable: string; readonly bodies: ASTNode[] };

/** The parts of `range.all(variable, body)` and its kin; null for every other node. */
export function readMacro(node: ASTNode): Macro | null {
  if (node.op !== "rcall" || !MACROS.has(node.args[0])) return null;
  const [, range, [variable, ...bodies]] = node.args;
  return variable?.op === "id" ? { range, variable: variable.args, bodies } : null;
}

/** Whether a value may have been multiplied by `map`. */
export function hasMap(node: ASTNode): boolean {
  return (node.op === "rcall" && node.args[0] === "map") || childrenOf(node).some(hasMap);
}

/** Whether it holds for all variables that a node reads, those of its own macros left out. */
export function everyVariable(node: ASTNode, holds: (name: string) => boolean): boolean {
  if (node.op === "id") return holds(node.args);
  const macro = readMacro(node);
  if (macro === null) return childrenOf(node).every((child) => everyVariable(child, holds));
  const { range, variable, bodies } = macro;
  return (
    everyVariable(range, holds) &&
    bodies.every((body) => everyVariable(body, (name) => name === variable || holds(name)))
  );
}

export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "map":
      return node.args.flat();
    case "!_":
    case "-_":
      return [node.args];
    default:
      return node.args;
  }
}
