/** A rule that cannot be compiled. The message names the rule, the problem and, where there is one, the position. */
export class PolicyError extends Error {
  readonly ruleId: string;

  constructor(ruleId: string, problem: string, options?: ErrorOptions) {
    super(`Rule "${ruleId}": ${problem}`, options);
    this.name = "PolicyError";
    this.ruleId = ruleId;
  }
}
