export interface ConfigProblem {
  variable: string;
  /** What is wrong with the value, without a secret's value. */
  problem: string;
  fix: string;
}

/** The environment cannot be used. Says every problem at once, each with what to do. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(
      `The configuration cannot be used:\n${problems.map((p) => `  ${p.variable} ${p.problem}\n    ${p.fix}`).join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}
