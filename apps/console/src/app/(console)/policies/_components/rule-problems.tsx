import { Callout } from "@peta/ui";
import type { ParsedRules } from "@/features/policies/parse-rules.ts";

/** What is wrong with the text, each with its place; what Core refused; or how many rules it holds. */
export function RuleProblems({ parsed, refusal }: { parsed: ParsedRules; refusal: string | null }) {
  if (parsed.ok && refusal) {
    return (
      <Callout tone="danger" title="Core refused these rules; nothing was saved" live>
        {refusal}
      </Callout>
    );
  }
  if (parsed.ok) {
    return (
      <p role="status" className="text-12 text-text-muted">
        {parsed.rules.length} {parsed.rules.length === 1 ? "rule" : "rules"}, in the right form. Core compiles their
        conditions when you save.
      </p>
    );
  }
  return (
    <Callout tone="danger" title={parsed.problems.length === 1 ? "One problem" : `${parsed.problems.length} problems`}>
      <div role="status">
        <ul className="m-0 grid list-none gap-1 p-0">
          {parsed.problems.slice(0, 8).map((problem) => (
            <li key={`${problem.path}${problem.message}`}>
              {problem.line !== null && <span className="font-medium tabular-nums">Line {problem.line}: </span>}
              {problem.path && <span>{problem.path}: </span>}
              {problem.message}
            </li>
          ))}
        </ul>
      </div>
    </Callout>
  );
}
