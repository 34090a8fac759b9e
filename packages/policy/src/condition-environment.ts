import { Environment } from "@marcbachmann/cel-js";
import type { ParseResult } from "@marcbachmann/cel-js";
import { ClientView, PrincipalView, RequestView, ServerView, SessionView, ToolView } from "./call-context.ts";
import { registerTotalFunctions } from "./condition-functions.ts";
import { LINEAR_MATCH } from "./inspect-condition.ts";
import type { Pattern } from "./pattern.ts";

const TIMESTAMP = "google.protobuf.Timestamp";

const TYPES = {
  principal: { ctor: PrincipalView, fields: { id: "string", kind: "string", role: "string", handle: "string" } },
  client: { ctor: ClientView, fields: { key: "string", name: "string", version: "string" } },
  server: { ctor: ServerView, fields: { id: "string", publicAccess: "bool" } },
  tool: { ctor: ToolView, fields: { kind: "string", name: "string", dangerLevel: "int" } },
  request: { ctor: RequestView, fields: { method: "string", time: TIMESTAMP, ip: "string", era: "string" } },
  session: { ctor: SessionView, fields: { id: "string" } },
};

/** Patterns of `matches`, compiled when the expression was inspected. */
export type PatternTable = Map<string, Pattern>;

/**
 * The variables and functions that conditions see. All but `args` are typed, so that a misspelt field is found when
 * the rule is saved, not when a call fails. `patterns` belongs to this environment and is filled by the inspection.
 */
export function createConditionEnvironment(): {
  parse: (text: string) => ParseResult;
  patterns: PatternTable;
} {
  const patterns: PatternTable = new Map();
  const environment = new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 500, maxDepth: 24, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
  });
  environment.registerVariable("args", "map<string, dyn>");
  for (const [name, { ctor, fields }] of Object.entries(TYPES)) {
    const typeName = ctor.name;
    environment.registerType(typeName, { ctor, fields });
    environment.registerVariable(name, typeName);
  }
  registerMixedArithmetic(environment);
  environment.registerFunction(`string.${LINEAR_MATCH}(string): bool`, (text: string, source: string) => {
    const pattern = patterns.get(source);
    if (pattern === undefined) throw new RangeError("a pattern that was not compiled");
    return pattern.test(text);
  });
  registerTotalFunctions(environment);
  return { parse: (text) => environment.parse(text), patterns };
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

/** Every number of JSON is a double here and every number written in a rule an int; CEL itself does not mix them. */
function registerMixedArithmetic(environment: Environment): void {
  for (const [operator, compute] of Object.entries(ARITHMETIC)) {
    const mixed = (a: number | bigint, b: number | bigint): number => compute(Number(a), Number(b));
    environment.registerOperator(`int ${operator} double: double`, mixed);
    environment.registerOperator(`double ${operator} int: double`, mixed);
  }
  environment.registerOperator("double == int: bool", (a: number, b: bigint) => Number.isInteger(a) && BigInt(a) === b);
  environment.registerOperator("double % double: double", (a: number, b: number) => a % b);
}
