import type { Rule } from "./parse-rules.ts";

/**
 * What the compiler of `packages/policy` (the one that Core uses) finds wrong with rules that fit the contract: a
 * condition that is no CEL, mostly. Null when they compile. Loaded only when asked for.
 */
export async function compileProblem(rules: readonly Rule[]): Promise<{ ruleId: string; message: string } | null> {
  const { compileRules, PolicyError } = await import("@peta/policy");
  try {
    compileRules(rules as Parameters<typeof compileRules>[0]);
    return null;
  } catch (error) {
    if (error instanceof PolicyError) return { ruleId: error.ruleId, message: error.message };
    throw error;
  }
}
