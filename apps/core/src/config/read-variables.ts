import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { VARIABLES, type Variable, type VariableName } from "./variables.ts";

type Value<V> = V extends Variable<infer T> ? T : never;
/** Parsed values; undefined where a variable is neither set nor has a fallback. */
export type Values = { [Name in VariableName]: Value<(typeof VARIABLES)[Name]> | undefined };

const shown = (variable: Variable, text: string): string =>
  variable.secret ? "(value not shown)" : JSON.stringify(text.slice(0, 80));

/** Edit distance of at most 2, to name what a mistyped variable was meant to be. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return (row[b.length] ?? 9) <= 2;
}

/** `PETA_*` names that nobody reads, each as a sentence, with the name that was probably meant. */
export function unknownNames(environment: NodeJS.ProcessEnv): string[] {
  const names = Object.keys(VARIABLES);
  // Read by the CLI, which shares the environment with Core on a developer's machine.
  const elsewhere = ["PETA_URL", "PETA_TOKEN", "PETA_CONFIG_DIR"];
  return Object.keys(environment)
    .filter((name) => name.startsWith("PETA_") && !names.includes(name) && !elsewhere.includes(name))
    .map((name) => {
      const near = names.find((known) => isNear(name, known));
      return `${name} is not a variable of Peta and has no effect.${near ? ` Did you mean ${near}?` : " .env.example lists all of them."}`;
    });
}

/**
 * Checks every known variable. An empty value counts as not set, as `.env` files have it.
 * Throws ConfigError with every wrong variable at once.
 */
export function readVariables(environment: NodeJS.ProcessEnv): Values {
  const problems: ConfigProblem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(VARIABLES) as [VariableName, Variable][]) {
    const text = environment[name]?.trim() || variable.fallback;
    if (text === undefined) continue;
    const parsed = variable.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push({
        variable: `${name}=${shown(variable, text)}`,
        problem: parsed.error.issues[0]?.message ?? "is wrong",
        fix: variable.fix,
      });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values;
}
