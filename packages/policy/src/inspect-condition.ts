import type { ASTNode } from "@marcbachmann/cel-js";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";

/** What `matches` is turned into: the library's own runs backtracking expressions, which a caller can make hang. */
export const LINEAR_MATCH = "matchesLinear";

const MACROS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);
const PER_CALL_VARIABLES: ReadonlySet<string> = new Set(["args", "request", "session"]);
const MAX_MACROS = 8;

type Fail = (problem: string, node: ASTNode) => never;
/** Variables of the macros around a node whose elements are disjoint parts of one value; null outside of macros. */
type Scope = ReadonlySet<string> | null;

/**
 * Looks through a parsed condition before it is checked: finds out what it depends on, compiles its patterns into
 * `patterns`, and refuses what would let a caller choose how long it runs. With these rules the work is bounded by
 * the size of the arguments times the size of the expression.
 */
export function inspectCondition(
  root: ASTNode,
  patterns: Map<string, Pattern>,
  fail: Fail,
): { isAboutOneCall: boolean } {
  let isAboutOneCall = false;
  let macros = 0;

  function visit(node: ASTNode, scope: Scope): void {
    if (node.op === "id" && PER_CALL_VARIABLES.has(node.args)) isAboutOneCall = true;
    if (node.op === "in" && scope !== null && !isBounded(node.args[1], scope)) {
      fail(`uses "in" on a list from outside of the macro around it, which takes too long on big lists`, node);
    }
    if (node.op === "rcall") return visitMethod(node.args, node, scope);
    for (const child of childrenOf(node)) visit(child, scope);
  }

  function visitMethod(call: [string, ASTNode, ASTNode[]], node: ASTNode, scope: Scope): void {
    const [name, receiver, args] = call;
    if (name === "bind") fail("uses cel.bind, which is not supported", node);
    if (name === "matches" || name === LINEAR_MATCH) addPattern(call, node);
    const variable = args[0];
    if (!MACROS.has(name) || variable?.op !== "id") {
      for (const child of [receiver, ...args]) visit(child, scope);
      return;
    }
    if (++macros > MAX_MACROS) fail(`uses more than ${MAX_MACROS} macros`, node);
    if (scope !== null && !isBounded(receiver, scope)) {
      fail(`nests "${name}" over a list from outside of the macro around it, which takes too long on big lists`, node);
    }
    visit(receiver, scope);
    const inner = new Set(scope);
    // What `map` made may hold the same list many times, so its elements are not disjoint.
    if (!hasMap(receiver)) inner.add(variable.args);
    else inner.delete(variable.args);
    for (const body of args.slice(1)) visit(body, inner);
  }

  function addPattern(call: [string, ASTNode, ASTNode[]], node: ASTNode): void {
    const source = call[2][0];
    if (source?.op !== "value" || typeof source.args !== "string") {
      return fail("uses matches() with something else than a quoted pattern", node);
    }
    try {
      patterns.set(source.args, compilePattern(source.args));
    } catch (error) {
      fail(
        `holds a pattern that cannot be used: ${error instanceof Error ? error.message : "unknown problem"}`,
        source,
      );
    }
    call[0] = LINEAR_MATCH;
  }

  visit(root, null);
  return { isAboutOneCall };
}

/** A literal list, or something made of the enclosing macros' own elements only. */
const isBounded = (node: ASTNode, scope: ReadonlySet<string>): boolean =>
  node.op === "list" || (!hasMap(node) && everyVariable(node, (name) => scope.has(name)));

function hasMap(node: ASTNode): boolean {
  return (node.op === "rcall" && node.args[0] === "map") || childrenOf(node).some(hasMap);
}

function everyVariable(node: ASTNode, holds: (name: string) => boolean): boolean {
  if (node.op === "id") return holds(node.args);
  if (node.op === "rcall" && MACROS.has(node.args[0])) {
    const [, receiver, [variable, ...bodies]] = node.args;
    const own = variable?.op === "id" ? variable.args : undefined;
    return (
      everyVariable(receiver, holds) &&
      bodies.every((body) => everyVariable(body, (name) => name === own || holds(name)))
    );
  }
  return childrenOf(node).every((child) => everyVariable(child, holds));
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
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
