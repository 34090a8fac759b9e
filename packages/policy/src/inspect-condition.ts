import type { ASTNode } from "@marcbachmann/cel-js";
import { childrenOf, everyVariable, hasMap, readMacro } from "./condition-nodes.ts";
import type { Macro } from "./condition-nodes.ts";
import { compilePattern } from "./pattern.ts";
import type { Pattern } from "./pattern.ts";

/** What `matches` is turned into: the library's own runs backtracking expressions, which a caller can make hang. */
export const LINEAR_MATCH = "matchesLinear";

const PER_CALL_VARIABLES: ReadonlySet<string> = new Set(["args", "request", "session"]);
/** Values of Core's own, which no caller can make big. What a client says of itself is not among them. */
const SMALL_VARIABLES: readonly string[] = ["principal", "server", "tool", "request", "session"];
/** Their time grows with the product of text and needle. */
const SEARCHES: ReadonlySet<string> = new Set(["contains", "indexOf", "lastIndexOf", "split"]);
/** Their time does not grow with the bigger operand. */
const CHEAP_CALLS: ReadonlySet<string> = new Set(["has", "startsWith", "endsWith"]);
const MAX_MACROS = 8;

type Fail = (problem: string, node: ASTNode) => never;
type MethodCall = [name: string, receiver: ASTNode, args: ASTNode[]];

type Scope = {
  /** Variables whose size the rule's author chose. */
  readonly small: ReadonlySet<string>;
  /** Inside of a macro over a list of the caller's: its variable, or "" where elements may hold the same value. */
  readonly element: string | null;
};

/**
 * Looks through a parsed condition before it is checked: finds out what it depends on, compiles its patterns into
 * `patterns`, and refuses what would let a caller choose how long it runs. What remains takes time proportional to
 * the size of the arguments, by a factor that the rule's author chose.
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
    if (node.op === "in") refuseOutside([node.args[1]], `"in"`, node, scope);
    if (node.op === "call" && !CHEAP_CALLS.has(node.args[0]))
      refuseOutside(node.args[1], `${node.args[0]}()`, node, scope);
    if (node.op === "rcall") return visitMethod(node.args, node, scope);
    for (const child of childrenOf(node)) visit(child, scope);
  }

  function visitMethod(call: MethodCall, node: ASTNode, scope: Scope): void {
    const [name, receiver, args] = call;
    if (name === "bind") fail("uses cel.bind, which is not supported", node);
    const macro = readMacro(node);
    if (macro !== null) return visitMacro(macro, node, scope);
    if (name === "matches" || name === LINEAR_MATCH) addPattern(call, node);
    const [needle] = args;
    if (SEARCHES.has(name) && needle && !isSmall(needle, scope)) {
      fail(`uses ${name}() with a text that the caller chooses; it must be quoted in the rule`, node);
    }
    if (!CHEAP_CALLS.has(name)) refuseOutside([receiver, ...args], `${name}()`, node, scope);
    for (const child of [receiver, ...args]) visit(child, scope);
  }

  function visitMacro({ range, variable, bodies }: Macro, node: ASTNode, scope: Scope): void {
    if (++macros > MAX_MACROS) fail(`uses more than ${MAX_MACROS} macros`, node);
    visit(range, scope);
    const small = new Set(scope.small);
    small.delete(variable);
    if (range.op === "list") {
      // The author wrote down how often it runs.
      if (isSmall(range, scope)) small.add(variable);
      for (const body of bodies) visit(body, { small, element: scope.element === variable ? "" : scope.element });
      return;
    }
    refuseOutside([range], "a macro", node, scope);
    // What `map` made may hold the same list many times.
    const element = hasMap(range) ? "" : variable;
    for (const body of bodies) visit(body, { small, element });
  }

  function refuseOutside(operands: readonly ASTNode[], what: string, node: ASTNode, { small, element }: Scope): void {
    if (element === null) return;
    const isInside = (operand: ASTNode): boolean =>
      everyVariable(operand, (name) => small.has(name) || name === element);
    if (operands.every(isInside)) return;
    fail(`uses ${what} inside of a macro on a value from outside of it, which takes too long on big lists`, node);
  }

  function addPattern(call: MethodCall, node: ASTNode): void {
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

  visit(root, { small: new Set(SMALL_VARIABLES), element: null });
  return { isAboutOneCall };
}

const isSmall = (node: ASTNode, { small }: Scope): boolean => everyVariable(node, (name) => small.has(name));
