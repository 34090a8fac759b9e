import type { ASTNode } from "@marcbachmann/cel-js";
import type { CallContext } from "./call-context.ts";
import { createConditionEnvironment } from "./condition-environment.ts";
import { inspectCondition } from "./inspect-condition.ts";
import { PolicyError } from "./policy-error.ts";

const MAX_LENGTH = 4096;

/** `problem` is a code, never a message: messages of the expression library can quote values of the call. */
export type ConditionResult =
  | { readonly outcome: "true" | "false" }
  | { readonly outcome: "error"; readonly problem: string };

export type Condition = {
  /** It reads `args`, `request` or `session`, so only a call can tell; see `isVisible`. */
  readonly isAboutOneCall: boolean;
  /** Never throws. */
  evaluate(context: CallContext): ConditionResult;
};

const TRUE: ConditionResult = { outcome: "true" };
const FALSE: ConditionResult = { outcome: "false" };

/**
 * Returns the compiler of one policy set. It throws PolicyError with line and column where an expression is too long,
 * does not parse, reads an unknown variable or field, cannot yield true or false, or could be made slow by a caller.
 */
export function createConditionCompiler(): (ruleId: string, text: string) => Condition {
  const { parse, patterns } = createConditionEnvironment();

  return (ruleId, text) => {
    if (text.length > MAX_LENGTH) throw new PolicyError(ruleId, `"when" is longer than ${MAX_LENGTH} characters`);
    const fail = (problem: string, at?: number): never => {
      throw new PolicyError(ruleId, `"when" ${at === undefined ? "" : `at ${positionOf(text, at)} `}${problem}`);
    };
    const expression = failing(() => parse(text), fail);
    const { isAboutOneCall } = inspectCondition(expression.ast, patterns, (problem: string, node: ASTNode) =>
      fail(problem, node.start),
    );
    const checked = expression.check();
    if (!checked.valid) fail(`is not valid: ${summaryOf(checked.error)}`, checked.error?.range?.start);
    if (checked.type !== "bool" && checked.type !== "dyn") fail(`yields ${checked.type}; it must yield true or false`);
    return {
      isAboutOneCall,
      evaluate: (context) => {
        try {
          const value: unknown = expression(context);
          if (value === true) return TRUE;
          return value === false ? FALSE : { outcome: "error", problem: "not_a_boolean" };
        } catch (error) {
          return { outcome: "error", problem: problemOf(error) };
        }
      },
    };
  };
}

function failing<T>(work: () => T, fail: (problem: string, at?: number) => never): T {
  try {
    return work();
  } catch (error) {
    const at =
      error instanceof Error && "range" in error ? (error.range as { start: number } | undefined)?.start : undefined;
    return fail(`cannot be read: ${summaryOf(error)}`, at);
  }
}

/** Without the library's drawing of the line, which does not fit a sentence. */
function summaryOf(error: unknown): string {
  if (error instanceof Error && "summary" in error && typeof error.summary === "string") return error.summary;
  return error instanceof Error ? error.message : "unknown problem";
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[a-z_]{1,40}$/.test(code) ? code : "failed";
}

function positionOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1},`;
}
